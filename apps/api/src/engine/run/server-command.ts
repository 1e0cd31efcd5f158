import { userCommand } from '../commands/user-command.ts'
import { environmentIn } from '../variables.ts'
import { despiteLosses, perform } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'
import { holder, runCommand } from './server-script.ts'

/** Restart and check may be run twice, and are when the connection was lost: their end is not known otherwise. */
export async function commandOn(
  run: Run,
  server: ServerRun,
  key: string,
  command: string | null,
  again: boolean,
): Promise<void> {
  if (command === null) return run.book.change(key, 'SKIPPED', { message: 'No command is set.' })
  if (run.book.isFinal(key) && !again) return
  const text = userCommand({ ...holder(run), place: 'current', command })
  const options = { stepKey: key, signal: server.work, env: environmentOf(run, server) }
  await perform(run, key, () =>
    despiteLosses(
      run,
      server,
      key,
      () => runCommand(run, server, text, options),
      () => false,
    ),
  )
}

/** What hooks, restart and check see: the environment's variables, and where they are. */
export function environmentOf(run: Run, server: ServerRun, directory = run.snapshot.directory): Record<string, string> {
  return {
    ...environmentIn('RUNTIME', run.variables),
    SENDOFF_RELEASE: String(run.snapshot.number),
    SENDOFF_COMMIT: run.snapshot.commit,
    SENDOFF_REVISION: run.snapshot.revision,
    SENDOFF_DIRECTORY: directory,
    SENDOFF_PREVIOUS: server.previous ?? '',
    SENDOFF_SERVER: server.name,
  }
}
