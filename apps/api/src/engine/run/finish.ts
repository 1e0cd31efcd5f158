import { settle } from '../commands/settle.ts'
import type { ServerState } from '../commands/state.ts'
import { ConnectionLost, LeaseLost, RemoteUnreachable } from '../errors.ts'
import type { StepStatus } from '../types.ts'
import { inParallel } from './in-parallel.ts'
import { isCancelled, isWell, lastKey, type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { holder, runScript, stateOf } from './server-script.ts'
import { whyLeftOut } from './sick.ts'
import { ownerLine } from './start.ts'

const SETTLE_AT_ONCE = 16

/**
 * The end of every run, good or bad: on each server tidies up, reads what is live, frees the lock; then writes down how each
 * server and each step that was not reached stands. Never obeys a cancellation, for it is what makes one true.
 */
export async function finish(run: Run): Promise<void> {
  if (!isCancelled(run) && run.failure === null) await run.book.change('end', 'RUNNING')
  const limit = Math.max(run.snapshot.concurrency, SETTLE_AT_ONCE)
  await inParallel(run.servers, limit, (server) => settleServer(run, server))
  run.stop.signal.throwIfAborted()
  await closeSteps(run)
}

async function settleServer(run: Run, server: ServerRun): Promise<void> {
  let state: ServerState | null = null
  let trouble: string | null = null
  if (server.locked) {
    try {
      state = await lastWords(run, server)
    } catch (error) {
      if (error instanceof LeaseLost) run.stop.abort(error)
      run.stop.signal.throwIfAborted()
      trouble = `What is live could not be read at the end: ${sentenceOf(error)}`
      if (server.failure === null && server.standing !== 'OUT') {
        server.failure = trouble
        trouble = null
      }
    }
  }
  if (state !== null) await proveSteps(run, server, state)
  await tellTarget(run, server, state, trouble)
}

async function lastWords(run: Run, server: ServerRun): Promise<ServerState> {
  const { snapshot } = run
  const good = isWell(run, server)
  const outcome = good ? 'succeeded' : isCancelled(run) ? 'cancelled' : 'failed'
  const { releaseId, number, kind, commit, directory } = snapshot
  const at = run.ports.clock.now().toISOString()
  const text = settle({
    ...holder(run),
    owner: ownerLine(run),
    // What a rollback needs was an earlier release's, and stays.
    discard: !good && kind === 'SHIP' && !server.foundPresent,
    keep: good ? snapshot.keepReleases : 0,
    protect: [...snapshot.pinnedDirectories, ...(server.previous === null ? [] : [server.previous])],
    logLine: JSON.stringify({ at, releaseId, number, kind, commit, directory, outcome }),
  })
  const { signal } = run.stop
  const say = () => runScript(run, server, text, { stepKey: 'end', signal })
  for (let attempt = 1; ; attempt++) {
    try {
      return stateOf(await say())
    } catch (error) {
      // A server that was given up because it could not be reached is not waited for once more.
      const away = error instanceof RemoteUnreachable && server.failure === null
      const lost = error instanceof ConnectionLost || away
      if (!lost || attempt === 2 || signal.aborted) throw error
      await server.link.reconnect(signal)
    }
  }
}

/** What stayed unknown is known now, where the server's state proves it. */
async function proveSteps(run: Run, server: ServerRun, state: ServerState): Promise<void> {
  const live = state.live === run.snapshot.directory
  const activate = `activate:${server.id}`
  if (run.book.status(activate) === 'UNKNOWN' && !server.rolledBack) {
    if (live) await run.book.change(activate, 'SUCCEEDED', { message: 'Read from the server afterwards.' })
    else
      await run.book.change(activate, 'FAILED', {
        message: `Not switched: current points to ${state.live ?? 'nothing'}.`,
      })
  }
  const upload = `upload:${server.id}`
  if (run.book.status(upload) === 'UNKNOWN') await run.book.change(upload, 'FAILED', { message: server.failure })
  if (isWell(run, server) && !(live && state.liveBuild !== null && run.accepted.has(state.liveBuild))) {
    const found = `current points to ${state.live ?? 'nothing'} (build ${state.liveBuild ?? 'unknown'}), not to this release.`
    server.failure = found
  }
  server.switched = live
}

async function tellTarget(
  run: Run,
  server: ServerRun,
  state: ServerState | null,
  trouble: string | null,
): Promise<void> {
  const previous = server.previous ?? 'nothing'
  const status = targetStatus(run, server, state)
  const messages = [status === 'SKIPPED' ? whyLeftOut(run, server) : server.failure, trouble]
  if (server.rolledBack) messages.push(`Rolled back to ${previous}.`)
  else if (server.switched && status !== 'SUCCEEDED') messages.push('This release is live here all the same.')
  else if (status === 'CANCELLED') messages.push(`Not switched: ${previous} is still live.`)
  await run.ports.journal.targetChanged({
    serverId: server.id,
    status,
    previousDirectory: server.previous,
    ...(state === null ? {} : { liveDirectory: state.live }),
    activated: server.switched,
    message: messages.filter((message) => message !== null).join(' ') || null,
  })
}

function targetStatus(run: Run, server: ServerRun, state: ServerState | null): StepStatus {
  if (server.standing === 'OUT' && server.failure === null) return 'SKIPPED'
  if (server.failure !== null) return state === null && server.locked ? 'UNKNOWN' : 'FAILED'
  if (server.locked && state === null) return 'UNKNOWN'
  const last = lastKey(run, server)
  const done = run.book.isFinal(last) && run.book.status(last) !== 'CANCELLED'
  return done && server.switched ? 'SUCCEEDED' : 'CANCELLED'
}

async function closeSteps(run: Run): Promise<void> {
  const cancelled = isCancelled(run)
  const reason = cancelled ? 'Cancelled.' : 'Not done, because the release failed.'
  for (const key of run.book.keys()) {
    if (key === 'end' || run.book.isFinal(key) || run.book.status(key) === 'UNKNOWN') continue
    await run.book.change(key, 'CANCELLED', { message: reason })
  }
  const live = run.servers.filter((server) => server.switched).length
  const carried = `${live} of ${run.servers.length} servers carry this release.`
  if (cancelled) return run.book.change('end', 'CANCELLED', { message: carried })
  if (hasFailed(run)) return run.book.change('end', 'FAILED', { message: carried })
  return run.book.change('end', 'SUCCEEDED', { message: carried })
}

/** Something stopped it, or a server failed without stopping it. */
export const hasFailed = (run: Run): boolean =>
  run.failure !== null || run.servers.some(({ failure }) => failure !== null)

/** A sentence for a cancelled release that tells what is live. */
export function cancelSentence(run: Run): string {
  const live = run.servers.filter((server) => server.switched).map((server) => server.name)
  if (live.length === 0) return 'Cancelled. No server carries this release.'
  return `Cancelled. This release stayed live on ${live.join(', ')}.`
}
