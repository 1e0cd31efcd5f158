import { ref } from 'vue'
import { TooMuch, type Tree, treeOfChosen, treeOfEntries } from './uploads/tree.ts'

/** Files and folders that are dragged onto a page, or chosen by a button. */
export function useDrop(take: (tree: Tree) => void) {
  const over = ref(false)
  const reading = ref(false)
  /** It was more than goes at once: nothing of it was taken. */
  const tooMuch = ref(false)
  let depth = 0
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

  async function takeWhole(read: () => Tree | Promise<Tree>) {
    tooMuch.value = false
    reading.value = true
    try {
      take(await read())
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
      tooMuch.value = true
    } finally {
      reading.value = false
    }
  }

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
      // Asked for at once: behind the event the browser forgets what was dropped.
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
      const dropped = items.flatMap((item) => item.webkitGetAsEntry?.() ?? item.getAsFile() ?? [])
      void takeWhole(() => treeOfEntries(dropped))
    },
  }
  return { over, reading, tooMuch, listeners, choose: (files: File[]) => takeWhole(() => treeOfChosen(files)) }
}
