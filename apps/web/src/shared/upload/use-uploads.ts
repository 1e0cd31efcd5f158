import { computed, onScopeDispose, reactive } from 'vue'
import { text } from '../i18n/i18n.ts'
import { type UploadedFile, uploadFile } from './upload-file.ts'

export interface Upload {
  key: number
  name: string
  sizeBytes: number
  /** 0 to 1. */
  share: number
  failure: string | null
  stored: UploadedFile | null
}

let made = 0

/** What the server takes of one file. */
export const fileLimitBytes = 5 * 1024 * 1024

/**
 * Files on their way to the server; what stays of them is their ids.
 * @param refuse why a file is not even sent, in words
 */
export function useUploads(
  url: string,
  onStored: (file: UploadedFile) => void = () => {},
  refuse: (file: File) => string | null = () => null,
) {
  const uploads = reactive<Upload[]>([])
  const stops = new Map<number, () => void>()

  async function send(file: File) {
    made += 1
    const key = made
    const failure = refuse(file)
    uploads.push({ key, name: file.name, sizeBytes: file.size, share: 0, failure, stored: null })
    if (failure) return
    const change = (part: Partial<Upload>) => Object.assign(uploads.find((each) => each.key === key) ?? {}, part)
    const upload = uploadFile(url, file, (share) => change({ share }))
    stops.set(key, upload.stop)
    try {
      const stored = await upload.finished
      change({ stored, share: 1 })
      onStored(stored)
    } catch (error) {
      change({ failure: error instanceof Error && error.message ? error.message : text('common.network') })
    }
    stops.delete(key)
  }

  function remove(key: number) {
    stops.get(key)?.()
    stops.delete(key)
    const index = uploads.findIndex((each) => each.key === key)
    if (index >= 0) uploads.splice(index, 1)
  }
  onScopeDispose(() => {
    for (const stop of stops.values()) stop()
  })
  return {
    uploads,
    remove,
    clear() {
      for (const { key } of [...uploads]) remove(key)
    },
    add(files: Iterable<File>) {
      for (const file of files) void send(file)
    },
    uploading: computed(() => uploads.some(({ stored, failure }) => !stored && !failure)),
  }
}
