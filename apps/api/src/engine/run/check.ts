import type { Run, ServerRun } from './run-state.ts'
import { commandOn } from './server-command.ts'

/** The last step on a server: whether what is live now works. `again`: also where an earlier attempt saw it pass. */
export const checkOn = (run: Run, server: ServerRun, again: boolean): Promise<void> =>
  commandOn(run, server, `check:${server.id}`, run.snapshot.checkCommand, again)
