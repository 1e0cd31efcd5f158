import type { VirtualizerHandle } from 'virtua/vue'
import { nextTick, onBeforeUnmount, type Ref, ref, shallowRef, watch } from 'vue'
import { grewInFront, type ListRow } from './list-rows.ts'

/** Nearer to the end than this, the reader is at the end and stays there. */
const nearEnd = 48
/** Nearer to an edge than this, the next page is asked for. */
const nearEdge = 600
/** A list that the reader took hold of may swing on for this long before it says so again. */
const swingMs = 500

interface Places {
  rows: () => readonly ListRow[]
  /** There is more behind the last row: its end is not the room's end. */
  hasNewer: () => boolean
  onEdge: (edge: 'older' | 'newer') => void
  /** The reader rests: the seq in the middle of what they see. */
  onRest: (seq: number | null) => void
}

/**
 * Where the reader is in a list that grows at both ends: whoever is at the end stays at the end, everybody else keeps
 * the line that they look at.
 */
export function useListPosition(
  scroller: Ref<HTMLElement | null>,
  list: Ref<VirtualizerHandle | null>,
  places: Places,
) {
  const shown = shallowRef({ rows: places.rows(), shift: false })
  const atEnd = ref(true)
  const firstVisible = ref(0)
  const lastVisible = ref(0)

  const distance = () => {
    const element = scroller.value
    return element ? element.scrollHeight - element.scrollTop - element.clientHeight : 0
  }

  function toEnd() {
    const element = scroller.value
    if (!element) return
    atEnd.value = true
    list.value?.scrollToIndex(shown.value.rows.length - 1, { align: 'end' })
    element.scrollTop = element.scrollHeight
  }

  function look() {
    const handle = list.value
    const element = scroller.value
    if (!handle || !element) return
    firstVisible.value = handle.findItemIndex(handle.scrollOffset)
    lastVisible.value = handle.findItemIndex(handle.scrollOffset + handle.viewportSize)
    if (element.scrollTop < nearEdge) places.onEdge('older')
    if (distance() < nearEdge && places.hasNewer()) places.onEdge('newer')
  }

  const isNearEnd = () => distance() < nearEnd && !places.hasNewer()
  let last = { top: 0, height: 0 }
  let heldUntil = 0
  let unsettled = 0

  /** The reader scrolls: by wheel, finger, key or bar. */
  function onHand() {
    heldUntil = performance.now() + swingMs
  }

  /** Only a reader who goes up leaves the end: rows that find their heights move the list too, and take nobody away. */
  function onScroll() {
    const { scrollTop: top = 0, scrollHeight: height = 0 } = scroller.value ?? {}
    const byHand = performance.now() < heldUntil
    if (byHand) onHand()
    const byItself = !byHand && (unsettled > 0 || height !== last.height)
    const up = top < last.top - 1
    last = { top, height }
    if (isNearEnd()) atEnd.value = true
    else if (up && !byItself) atEnd.value = false
    look()
  }

  function onRest() {
    const middle = shown.value.rows[(firstVisible.value + lastVisible.value) >> 1]
    places.onRest(middle?.kind === 'message' && !middle.outgoing ? middle.message.seq : null)
  }

  /** Keeps the end in view while what is above it finds its height. */
  function settle() {
    unsettled += 1
    requestAnimationFrame(() => requestAnimationFrame(() => (unsettled -= 1)))
    if (isNearEnd()) atEnd.value = true
    if (atEnd.value && !places.hasNewer()) toEnd()
  }

  watch(places.rows, (rows) => {
    shown.value = { rows, shift: grewInFront(shown.value.rows, rows) }
    void nextTick().then(() => {
      settle()
      look()
    })
  })

  const sizes = new ResizeObserver(settle)
  watch(scroller, (element) => {
    sizes.disconnect()
    if (!element) return
    sizes.observe(element)
    for (const child of element.children) sizes.observe(child)
    void nextTick().then(toEnd)
  })
  onBeforeUnmount(() => sizes.disconnect())

  async function showIndex(index: number) {
    atEnd.value = false
    list.value?.scrollToIndex(index, { align: 'center' })
    // Rows that were never drawn have guessed heights: once they are measured, go there again.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    list.value?.scrollToIndex(index, { align: 'center' })
  }

  return { shown, atEnd, firstVisible, lastVisible, onHand, onScroll, onRest, toEnd, showIndex }
}
