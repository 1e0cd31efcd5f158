import { userCommand } from '../commands/user-command.ts'
import { ConnectionLost, StepFailed } from '../errors.ts'
import { Halted, mayGoOn } from './hold.ts'
import { perform } from './perform.ts'
import { fail, type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { environmentOf } from './server-command.ts'
import { holder, runCommand } from './server-script.ts'

/**
 * Before a server's switch: the command that runs once per release. The first server that takes part runs it, the others wait
 * for its end. @throws Halted when it failed, for then no server may switch
 */
export async function runOnce(run: Run, server: ServerRun): Promise<void> {
  const command = run.rollout.onceCommand
  // Where a server has switched, it had succeeded.
  if (command === null || !run.book.has('once') || server.switched) return
  for (;;) {
    await mayGoOn(run, server)
    if (run.book.isFinal('once')) return
    if (run.book.status('once') !== 'RUNNING' && firstOf(run) === server) return runHere(run, server, command)
    await run.bell.after(run.bell.rung, run.work)
  }
}

const firstOf = (run: Run): ServerRun | undefined =>
  run.servers.find(({ standing }) => standing === 'UNDER_WAY' || standing === 'WAITING')

async function runHere(run: Run, server: ServerRun, command: string): Promise<void> {
  // Stopped halfway it would be worse than a server that leaves a little later.
  server.mayLeave = false
  const text = userCommand({ ...holder(run), place: `releases/${run.snapshot.directory}`, command })
  const options = { stepKey: 'once', signal: run.work, env: environmentOf(run, server) }
  try {
    await perform(run, 'once', async () => {
      await run.ports.journal.output('once', 'SYSTEM', `On ${server.name}:\n`)
      await runCommand(run, server, text, options).catch((error: unknown) => {
        if (!(error instanceof ConnectionLost)) throw error
        throw new StepFailed(`${error.message} It is unknown whether the command finished, so it is not run again.`)
      })
    })
  } catch (error) {
    if (run.work.aborted) throw error
    fail(run, `once: ${sentenceOf(error)} No server was switched.`)
    throw new Halted()
  } finally {
    server.mayLeave = true
    run.bell.ring()
  }
}
