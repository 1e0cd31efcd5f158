import { switchTo } from '../commands/switch.ts'
import { takeOver } from '../commands/take-over.ts'
import { userCommand } from '../commands/user-command.ts'
import { ConnectionLost, LeaseLost, RemoteUnreachable, StepFailed } from '../errors.ts'
import { hasCheck, passCheck } from './health-gate.ts'
import { inParallel } from './in-parallel.ts'
import { type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { environmentOf } from './server-command.ts'
import { holder, readServer, runCommand, runScript, stateOf } from './server-script.ts'
import { ownerLine } from './start.ts'
import { backKey, backSteps, serversToPutBack } from './way-back.ts'

/**
 * Puts every server that switched (or may have) back to what it had, restarts and checks each: the last of the rollout's groups
 * first, a group wholly before the one that had gone before it, and within it what switched last first. Going back is urgent: as
 * many at once as the environment allows, whatever batch or canary the way there had. What cannot be put back is told at the
 * server, and does not keep the others from it.
 */
export async function rollBack(run: Run): Promise<void> {
  noteEarlierWayBack(run)
  const servers = serversToPutBack(run)
  await run.book.add(backSteps(run, servers))
  for (const group of [...new Set([...run.rollout.groups, null])].reverse()) {
    const members = servers.filter((server) => server.group === group)
    await inParallel(members, run.snapshot.concurrency, (server) => putBack(run, server))
  }
}

/** What an earlier attempt put back, or could not. */
function noteEarlierWayBack(run: Run): void {
  for (const server of run.servers) {
    const key = backKey(server)
    if (!run.book.has(key) || !run.book.isFinal(key)) continue
    if (run.book.status(key) === 'SUCCEEDED') server.rolledBack = true
    if (run.book.status(key) === 'FAILED') addFailure(server, run.steps.find((step) => step.key === key)?.message)
  }
}

function addFailure(server: ServerRun, sentence: string | null | undefined): void {
  if (sentence) server.failure = server.failure === null ? sentence : `${server.failure} ${sentence}`
}

async function putBack(run: Run, server: ServerRun): Promise<void> {
  const key = backKey(server)
  const halfDone = run.leftRunning.has(key)
  await run.book.change(key, 'RUNNING', { message: null })
  const told = { now: 'Rolling back failed' }
  try {
    const skipped = await whyNot(run, server, halfDone)
    if (skipped !== null) return await run.book.change(key, 'SKIPPED', { message: skipped })
    await switchBack(run, server)
    await startAgain(run, server, told)
    await run.book.change(key, 'SUCCEEDED', { message: `Rolled back to ${server.previous}.` })
  } catch (error) {
    if (error instanceof LeaseLost) run.stop.abort(error)
    run.stop.signal.throwIfAborted()
    const message = `${told.now}: ${sentenceOf(error)}`
    addFailure(server, message)
    await run.ports.journal.output(key, 'SYSTEM', `${message}\n`)
    const exitCode = error instanceof StepFailed ? error.exitCode : null
    await run.book.change(key, isAway(error) ? 'UNKNOWN' : 'FAILED', { message, exitCode })
  }
}

/** Why there is nothing to put back here; null when there is. */
async function whyNot(run: Run, server: ServerRun, halfDone: boolean): Promise<string | null> {
  const key = backKey(server)
  const { signal } = run.stop
  if (!server.looked || server.maybeSwitched) {
    const takeLock = takeOver({ ...holder(run), owner: ownerLine(run) })
    const state = await onceMore(server, signal, async () =>
      server.looked
        ? readServer(run, server, key, signal)
        : stateOf(await runScript(run, server, takeLock, { stepKey: key, signal })),
    )
    server.looked = true
    server.maybeSwitched = false
    server.switched = state.live === run.snapshot.directory
  }
  if (!server.switched && !halfDone) return 'This release is not live here.'
  if (server.previous !== null) return null
  return 'Nothing was live here before, so there is nothing to go back to: this release stays live.'
}

async function switchBack(run: Run, server: ServerRun): Promise<void> {
  const stepKey = backKey(server)
  const previous = server.previous ?? ''
  const { signal } = run.stop
  await run.ports.journal.output(stepKey, 'SYSTEM', `Rolling back to ${previous}.\n`)
  const back = switchTo({ ...holder(run), directory: previous, sha256: null })
  await onceMore(server, signal, () => runScript(run, server, back, { stepKey, signal }))
  server.rolledBack = true
  server.switched = false
  await run.ports.journal.targetChanged({
    serverId: server.id,
    status: 'RUNNING',
    liveDirectory: previous,
    activated: false,
  })
}

/** What is live again is restarted and checked: files alone serve nobody. */
async function startAgain(run: Run, server: ServerRun, told: { now: string }): Promise<void> {
  const { restartCommand } = run.snapshot
  const stepKey = backKey(server)
  const directory = server.previous ?? ''
  const { signal } = run.stop
  const say = (text: string) => run.ports.journal.output(stepKey, 'SYSTEM', `${text}\n`)
  if (restartCommand !== null) {
    told.now = `Back on ${directory}, but its restart failed`
    await say(`Running the restart command on ${directory}.`)
    const text = userCommand({ ...holder(run), place: 'current', command: restartCommand })
    const env = environmentOf(run, server, directory)
    await onceMore(server, signal, () => runCommand(run, server, text, { stepKey, signal, env }))
  }
  if (!hasCheck(run)) return
  told.now = `Back on ${directory}, but its check failed`
  await say(`Running the check on ${directory}.`)
  await onceMore(server, signal, () => passCheck(run, server, { stepKey, signal, directory }))
}

const isAway = (error: unknown): boolean => error instanceof ConnectionLost || error instanceof RemoteUnreachable

/** All of it may be done twice, so one lost connection does not matter. */
async function onceMore<T>(server: ServerRun, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isAway(error)) throw error
    await server.link.reconnect(signal)
    return work()
  }
}
