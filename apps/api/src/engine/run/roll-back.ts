import { switchTo } from '../commands/switch.ts'
import { takeOver } from '../commands/take-over.ts'
import { userCommand } from '../commands/user-command.ts'
import { ConnectionLost, LeaseLost, RemoteUnreachable } from '../errors.ts'
import { type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { environmentOf } from './server-command.ts'
import { holder, readServer, runCommand, runScript, stateOf } from './server-script.ts'
import { ownerLine } from './start.ts'

/**
 * Puts every server that switched (or may have) back to what it had, in reverse order of the switch, restarts and checks
 * each. What cannot be put back is told at the server, and does not keep the others from it.
 */
export async function rollBack(run: Run): Promise<void> {
  const perhaps = run.servers.filter((server) => server.maybeSwitched)
  const left = leftByAnEarlierAttempt(run)
  for (const server of [...perhaps, ...run.switches.toReversed(), ...left.toReversed()]) {
    const key = `activate:${server.id}`
    try {
      if (left.includes(server) && !(await isStillOurs(run, server, key))) continue
      await rollBackServer(run, server, key)
    } catch (error) {
      if (error instanceof LeaseLost) run.stop.abort(error)
      run.stop.signal.throwIfAborted()
      const sentence = `Rolling back failed: ${sentenceOf(error)}`
      server.failure = server.failure === null ? sentence : `${server.failure} ${sentence}`
      await run.ports.journal.output(key, 'SYSTEM', `${sentence}\n`)
    }
  }
}

/** Cancelled before it was looked at again: what an earlier attempt switched, or had begun to, when its worker died. */
const leftByAnEarlierAttempt = ({ servers, switches, leftRunning }: Run): ServerRun[] =>
  servers.filter(
    (server) =>
      (server.switched || leftRunning.has(`activate:${server.id}`)) &&
      !server.maybeSwitched &&
      !switches.includes(server),
  )

async function isStillOurs(run: Run, server: ServerRun, key: string): Promise<boolean> {
  const { signal } = run.stop
  const text = takeOver({ ...holder(run), owner: ownerLine(run) })
  const state = await onceMore(server, signal, async () =>
    stateOf(await runScript(run, server, text, { stepKey: key, signal })),
  )
  server.switched = state.live === run.snapshot.directory
  return server.switched
}

async function rollBackServer(run: Run, server: ServerRun, key: string): Promise<void> {
  const say = (text: string) => run.ports.journal.output(key, 'SYSTEM', `${text}\n`)
  const { previous } = server
  if (previous === null) return say('Nothing was live here before, so there is nothing to go back to.')
  const signal = run.stop.signal
  if (server.maybeSwitched) {
    const state = await onceMore(server, signal, () => readServer(run, server, key, signal))
    server.maybeSwitched = false
    if (state.live !== run.snapshot.directory) return
  }
  await say(`Rolling back to ${previous}.`)

  const back = switchTo({ ...holder(run), directory: previous, sha256: null })
  await onceMore(server, signal, () => runScript(run, server, back, { stepKey: key, signal }))
  server.rolledBack = true
  server.switched = false

  const { restartCommand, checkCommand } = run.snapshot
  const env = environmentOf(run, server, previous)
  for (const [name, command] of Object.entries({ restart: restartCommand, check: checkCommand })) {
    if (command === null) continue
    await say(`Running the ${name} command on ${previous}.`)
    const text = userCommand({ ...holder(run), place: 'current', command })
    await onceMore(server, signal, () => runCommand(run, server, text, { stepKey: key, signal, env }))
  }
}

/** All of it may be done twice, so one lost connection does not matter. */
async function onceMore<T>(server: ServerRun, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConnectionLost || error instanceof RemoteUnreachable)) throw error
    await server.link.reconnect(signal)
    return work()
  }
}
