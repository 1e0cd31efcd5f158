import { computed, shallowRef } from 'vue'
import { text } from '../../shared/i18n/i18n.ts'
import { isFile, isFolder } from './file-order.ts'
import { MAX_TEXT_BYTES } from './file-texts.ts'
import type { ListedFile, NamedFile } from './operations.ts'

export type FileAct = 'open' | 'edit' | 'download' | 'copy' | 'rename' | 'mode' | 'remove'

/** What can be done with one file; one menu for all rows, where it was asked for. */
export function useFileMenu() {
  const opened = shallowRef<{ file: NamedFile; x: number; y: number } | null>(null)
  const acts = computed(() => {
    const file = opened.value?.file
    if (!file) return []
    const can: Record<FileAct, boolean> = {
      open: isFolder(file),
      edit: isFile(file) && file.size <= MAX_TEXT_BYTES,
      download: isFile(file),
      copy: true,
      rename: true,
      mode: file.kind !== 'LINK',
      remove: true,
    }
    return (Object.keys(can) as FileAct[])
      .filter((act) => can[act])
      .map((key) => ({ key, label: text(`fileAct.${key}`) }))
  })
  return {
    opened,
    acts,
    open(file: ListedFile, at: { x: number; y: number }) {
      if (file.path !== null) opened.value = { file: { ...file, path: file.path }, ...at }
    },
    close() {
      opened.value = null
    },
  }
}
