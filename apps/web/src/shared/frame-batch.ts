/**
 * Collects what arrives between two frames and hands it over at once, so that a hundred events a second cost one
 * rendering each frame. A hidden page draws no frames; there a timer does it, so that title and icon stay true.
 */
export function createFrameBatch<Item>(flush: (items: Item[]) => void) {
  let waiting: Item[] = []
  let scheduled = false

  function run() {
    scheduled = false
    const items = waiting
    waiting = []
    flush(items)
  }

  return function add(item: Item) {
    waiting.push(item)
    if (scheduled) return
    scheduled = true
    if (document.hidden) setTimeout(run, 250)
    else requestAnimationFrame(run)
  }
}
