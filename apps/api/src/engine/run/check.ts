import { hasCheck, passCheck } from './health-gate.ts'
import { despiteLosses, perform } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'

/** The last step on a server: whether what is live now works. `again`: also where an earlier attempt saw it pass. */
export async function checkOn(run: Run, server: ServerRun, again: boolean): Promise<void> {
  const stepKey = `check:${server.id}`
  if (!hasCheck(run)) return run.book.change(stepKey, 'SKIPPED', { message: 'No check is set.' })
  if (run.book.isFinal(stepKey) && !again) return
  const gate = { stepKey, signal: server.work, directory: run.snapshot.directory }
  await perform(run, stepKey, () =>
    despiteLosses(
      run,
      server,
      stepKey,
      () => passCheck(run, server, gate),
      () => false,
    ),
  )
}
