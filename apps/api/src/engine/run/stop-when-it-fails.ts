import type { ReleaseControls } from '../controls.ts'
import type { ReleaseJournal } from '../ports.ts'

const guardedBy =
  (stop: AbortController) =>
  <A extends unknown[]>(tell: (...words: A) => Promise<void>) =>
  async (...words: A): Promise<void> => {
    stop.signal.throwIfAborted()
    try {
      await tell(...words)
    } catch (error) {
      stop.abort(error)
      throw error
    }
  }

/** When nothing can be written down any more, nothing may be done any more. */
export function stopWhenItFails(journal: ReleaseJournal, stop: AbortController): ReleaseJournal {
  const guard = guardedBy(stop)
  return {
    stepChanged: guard((change) => journal.stepChanged(change)),
    stepsAdded: guard((steps) => journal.stepsAdded(steps)),
    output: guard((stepKey, stream, text) => journal.output(stepKey, stream, text)),
    targetChanged: guard((change) => journal.targetChanged(change)),
    built: guard((artifact) => journal.built(artifact)),
    swarmChanged: guard((figures) => journal.swarmChanged(figures)),
  }
}

/** Nor when nobody can be asked. */
export const stopWhenNobodyHears = (controls: ReleaseControls, stop: AbortController): ReleaseControls => ({
  get wishes() {
    return controls.wishes
  },
  onChange: (listener) => controls.onChange(listener),
  ask: guardedBy(stop)((question) => controls.ask(question)),
})
