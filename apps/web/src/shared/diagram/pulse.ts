import type * as go from 'gojs'

/** One breath, in ms. */
const breath = 1800
/** Smooth enough for a glow, and next to nothing for the processor. */
const every = 60

/** Lets the halo of boxes at which somebody is asked breathe; still for who wants no motion. Ends with the function returned. */
export function startPulse(diagram: go.Diagram): () => void {
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const timer = setInterval(() => {
    if (document.hidden || still.matches) return
    const share = 0.5 + 0.5 * Math.sin((performance.now() / breath) * 2 * Math.PI)
    diagram.skipsUndoManager = true
    for (const node of diagram.nodes) {
      const halo = node.data?.pulses ? node.findObject('HALO') : null
      if (halo) halo.opacity = 0.15 + 0.75 * share
    }
    diagram.skipsUndoManager = false
  }, every)
  return () => clearInterval(timer)
}
