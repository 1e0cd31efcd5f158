import { ref } from 'vue'

/** Files that are dragged onto a page. Folders are refused: a browser hands over what is in them only piece by piece. */
export function useDrop(take: (files: File[]) => void) {
  const over = ref(false)
  const refused = ref(false)
  let depth = 0
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  const listeners = {
    dragenter(event: DragEvent) {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth += 1
      over.value = true
    },
    dragover(event: DragEvent) {
      if (hasFiles(event)) event.preventDefault()
    },
    dragleave() {
      depth = Math.max(0, depth - 1)
      over.value = depth > 0
    },
    drop(event: DragEvent) {
      depth = 0
      over.value = false
      if (!hasFiles(event)) return
      event.preventDefault()
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
      const files = items
        .filter((item) => !item.webkitGetAsEntry?.()?.isDirectory)
        .flatMap((item) => item.getAsFile() ?? [])
      refused.value = files.length < items.length
      take(files)
    },
  }
  return { over, refused, listeners }
}
