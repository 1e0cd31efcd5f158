import type { WaitForTurn } from '../engine/ports.ts'
import type { Bell } from '../engine/run/bell.ts'
import type { Line } from '../modules/builds/build-line.ts'
import { type NamedTurn, waitsFor } from '../modules/builds/turn-words.ts'

/** The line as it was seen last; the bell rings at each look. */
export interface SeenLine {
  bell: Bell
  line(): Line<NamedTurn>
}

/** Waits until the release is in a slot: true; or until what it would build is made: false. */
export async function waitForTurn(releaseId: string, seen: SeenLine, options: WaitForTurn): Promise<boolean> {
  const { signal, onWaiting, isMade } = options
  let told: string | null = null
  let behind: string | null = null
  for (;;) {
    signal.throwIfAborted()
    const { rung } = seen.bell
    const line = seen.line()
    const building = line.building.some((turn) => turn.releaseId === releaseId)
    const equal = line.equal.find(({ turn }) => turn.releaseId === releaseId)?.to.releaseId ?? null
    const message = waitsFor(line, releaseId)
    if (building || message !== null) {
      const ended = behind !== null && equal !== behind
      behind = equal
      if ((building || ended) && (await isMade(ended))) return false
    }
    if (building) return true
    if (message !== null && message !== told) await onWaiting(message)
    told = message
    await seen.bell.after(rung, signal)
  }
}
