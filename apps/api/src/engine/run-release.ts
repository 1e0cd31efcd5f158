import { cacheKeyOf } from './cache-key.ts'
import { noControls } from './controls.ts'
import { CancelRequested, HandedOver, LeaseLost } from './errors.ts'
import { createGateDesk } from './gates/gate-desk.ts'
import { requireAskable } from './gates/gates-of.ts'
import { groupOf, inOrder } from './rollout/order.ts'
import { amountOf, plainRollout } from './rollout/rollout.ts'
import { createBell } from './run/bell.ts'
import { mustFinishWayBack, noteBrokenAttempt } from './run/broken-attempt.ts'
import { makeBuild } from './run/build.ts'
import { findArtifact, requireChosenBuild } from './run/chosen-build.ts'
import { cancelSentence, finish, hasFailed } from './run/finish.ts'
import { heed } from './run/heed.ts'
import { keepConnection } from './run/kept-connection.ts'
import { perform } from './run/perform.ts'
import { rollBack } from './run/roll-back.ts'
import { fail, failedStep, isCancelled, type Run, type ServerRun, sentenceOf } from './run/run-state.ts'
import { shipToServers } from './run/ship.ts'
import { checkServers } from './run/start.ts'
import { createStepBook } from './run/step-book.ts'
import { stopWhenItFails, stopWhenNobodyHears } from './run/stop-when-it-fails.ts'
import { beginDistribution } from './run/swarm/distribution.ts'
import { wayBackBegun, wayBackOf } from './run/way-back.ts'
import type { RunRelease, RunReleaseInput } from './run-input.ts'
import type { PlanServer, ReleaseOutcome } from './types.ts'

/** A server that refuses connections has its verdict within five seconds. */
const RECONNECT_DELAYS_MS = [200, 1000, 3000]

export const runRelease: RunRelease = async (input) => {
  const run = prepare(input)
  const unheard = run.controls.onChange(() => heed(run))
  const cacheKey = cacheKeyOf(run.snapshot, run.variables, input.ports.fingerprint)
  try {
    try {
      heed(run)
      await findArtifact(run, cacheKey)
      await noteBrokenAttempt(run)
      await perform(run, 'start', async () => {
        requireAskable(run.snapshot)
        await checkServers(run)
        await requireChosenBuild(run)
      })
      if (run.failure !== null) throw new Error(run.failure)
      await makeBuild(run, cacheKey)
      run.distribution = await beginDistribution(run)
      await shipToServers(run)
    } catch (error) {
      run.stop.signal.throwIfAborted()
      if (!run.work.aborted) fail(run, `${failedStep(run, '')}${sentenceOf(error)}`)
    } finally {
      await run.distribution?.end()
    }
    // A wish that comes from now on finds nothing left to stop: all of the end must tell the same story.
    run.cancelled = isCancelled(run) && !mustFinishWayBack(run)
    if (mustRollBack(run)) await rollBack(run)
    await finish(run)
    return outcomeOf(run)
  } catch (error) {
    // What stopped the run says more than what broke because of it.
    run.stop.signal.throwIfAborted()
    throw error
  } finally {
    unheard()
    await Promise.all(run.servers.map((server) => server.link.close()))
  }
}

function prepare(input: RunReleaseInput): Run {
  const { snapshot, steps } = input
  const rollout = snapshot.rollout ?? plainRollout
  const stop = new AbortController()
  const work = AbortSignal.any([input.signal, stop.signal])
  const mustStop = () => {
    const { reason } = input.signal
    if (reason instanceof LeaseLost || reason instanceof HandedOver) stop.abort(reason)
  }
  if (input.signal.aborted) mustStop()
  input.signal.addEventListener('abort', mustStop, { once: true })

  const ports = { ...input.ports, journal: stopWhenItFails(input.ports.journal, stop) }
  const halfDone = steps.filter(({ status }) => status === 'RUNNING' || status === 'UNKNOWN')
  return {
    ...input,
    ports,
    rollout,
    controls: stopWhenNobodyHears(input.controls ?? noControls, stop),
    bell: createBell(),
    desk: createGateDesk(input.ports.probes, work),
    book: createStepBook(steps, ports.journal),
    servers: inOrder(snapshot.servers, rollout.groups).map((server) => serverRun(input, work, server, rollout.groups)),
    switches: [],
    work,
    stop,
    cancelled: null,
    failure: null,
    mustGoBack: false,
    artifact: null,
    distribution: null,
    accepted: new Set(snapshot.buildSha256 ? [snapshot.buildSha256] : []),
    leftRunning: new Set(halfDone.map(({ key }) => key)),
  }
}

function serverRun(
  { ports, targets, attempt, reconnectDelaysMs }: RunReleaseInput,
  work: AbortSignal,
  server: PlanServer,
  groups: readonly string[],
): ServerRun {
  const { id, name } = server
  const stored = targets.find((target) => target.serverId === id)
  const leave = new AbortController()
  return {
    id,
    name,
    link: keepConnection(ports.remote, id, reconnectDelaysMs ?? RECONNECT_DELAYS_MS),
    work: AbortSignal.any([work, leave.signal]),
    leave,
    group: groupOf(server, groups),
    standing: 'WAITING',
    mayLeave: true,
    locked: attempt > 1,
    present: false,
    foundPresent: false,
    looked: false,
    aria2: null,
    previous: stored?.previousDirectory ?? null,
    switched: stored?.activated ?? false,
    switchedAt: stored?.activatedAtMs ?? 0,
    maybeSwitched: false,
    failure: null,
    rolledBack: false,
    builds: [],
    freeKb: null,
    sentBytes: 0,
    reused: null,
    pace: null,
    sending: null,
  }
}

function mustRollBack(run: Run): boolean {
  if (wayBackBegun(run)) return true
  if (isCancelled(run)) {
    const { reason } = run.signal
    return reason instanceof CancelRequested && reason.switched === 'ROLL_BACK'
  }
  return run.mustGoBack || (run.failure !== null && run.snapshot.onFailure === 'ROLL_BACK')
}

function outcomeOf(run: Run): ReleaseOutcome {
  if (isCancelled(run)) return { status: 'CANCELLED', failure: cancelSentence(run) }
  if (hasFailed(run)) {
    const wayBack = wayBackOf(run)
    return { status: 'FAILED', failure: failureOf(run), ...(wayBack === null ? {} : { wayBack }) }
  }
  return { status: 'SUCCEEDED', failure: null }
}

/** Every server that failed with its own reason, a line each; what failed before the servers stands alone. */
function failureOf(run: Run): string {
  const lines = run.servers.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`]))
  const carrying = run.servers.filter(({ switched, failure }) => switched && failure === null).length
  const others = `${carrying} of ${run.servers.length} servers carry this release. It failed on ${lines.length}:`
  if (run.failure === null && carrying > 0) return [others, ...lines].join('\n')
  if (run.mustGoBack) return [run.failure, ...lines].join('\n')
  const most = amountOf(run.rollout.maxFailures, run.servers.length)
  if (most > 0 && lines.length > most)
    return [`${lines.length} servers failed; at most ${most} may.`, ...lines].join('\n')
  return lines.join('\n') || (run.failure ?? '')
}
