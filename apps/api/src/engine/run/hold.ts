import { isHeld } from '../controls.ts'
import type { Run, ServerRun } from './run-state.ts'

/** Thrown on a healthy server to leave its pipeline because the release was stopped. */
export class Halted extends Error {}

/** Thrown on a server that leaves the release. */
export class LeftOut extends Error {}

/**
 * Before anything new on a server that has not switched: waits while the release is paused or asks.
 * @throws Halted, LeftOut, or the reason of the run's end
 */
export async function mayGoOn(run: Run, server: ServerRun): Promise<void> {
  for (;;) {
    run.work.throwIfAborted()
    if (run.failure !== null) throw new Halted()
    if (run.controls.wishes.excluded.has(server.id)) throw new LeftOut()
    if (!isHeld(run.controls.wishes)) return
    await run.bell.after(run.bell.rung, run.work)
  }
}
