import { preflight } from '../commands/preflight.ts'
import type { ServerState } from '../commands/state.ts'
import { StepFailed } from '../errors.ts'
import { decide, pendingDecision } from './decide.ts'
import { inParallel } from './in-parallel.ts'
import { despiteLosses } from './perform.ts'
import { fail, isCancelled, type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { holder, runScript, stateOf } from './server-script.ts'
import { isOver, leaveOut, tellFailed } from './sick.ts'
import { maySwarm } from './swarm/pays.ts'

/** How many servers are looked at together, at least: looking costs them little. */
const LOOK_AT_ONCE = 16

/**
 * Connects to all servers, refuses what can be known to be wrong before anything changes, takes every server's lock and reads
 * what is live. On a resumed release it tells what the dead worker left behind.
 * @throws StepFailed naming every server that is not ready, when they are more than may fail.
 */
export async function checkServers(run: Run): Promise<void> {
  const taking = run.servers.filter(({ standing }) => standing !== 'OUT')
  await inParallel(taking, Math.max(run.snapshot.concurrency, LOOK_AT_ONCE), (server) => lookAt(run, server))
  run.work.throwIfAborted()
  const sick = run.servers.filter(({ standing }) => standing === 'UNREACHED')
  if (sick.length === 0) return
  if (!isOver(run)) {
    await Promise.all(sick.map((server) => startWithout(run, server)))
    return
  }
  const reasons = sick.map((server) => `${server.name}: ${server.failure}`).join('\n')
  fail(run, reasons)
  throw new StepFailed(reasons)
}

/** Notes what is wrong with a server, unless people decide otherwise. */
async function lookAt(run: Run, server: ServerRun): Promise<void> {
  for (let decision = await pendingDecision(run, server, 'start'); ; ) {
    try {
      if (decision === null || decision === 'RETRY') return await checkServer(run, server)
    } catch (error) {
      if (run.work.aborted) throw error
      // The script takes the lock last: where it refuses, or never ran, there is none of ours from this attempt.
      const refused = error instanceof StepFailed && error.exitCode !== null
      if (refused || !server.link.reached) server.locked = run.attempt > 1
      if (server.leave.signal.aborted) return leaveOut(run, server)
      // It had failed in an earlier attempt, and only what is live there was of interest.
      if (server.standing === 'SICK') return
      const sentence = sentenceOf(error)
      await run.ports.journal.output('start', 'SYSTEM', `${server.name}: ${sentence}\n`)
      decision = await decide(run, server, 'start', sentence)
      if (decision === 'RETRY') continue
      server.failure = sentence
    }
    if (decision === 'SKIP') {
      server.failure = null
      return leaveOut(run, server)
    }
    server.failure ??= 'It was not ready before the worker died.'
    server.standing = 'UNREACHED'
    return
  }
}

/** So many may fail: the release begins without it. */
async function startWithout(run: Run, server: ServerRun): Promise<void> {
  await run.book.change(`upload:${server.id}`, 'FAILED', { message: server.failure })
  await tellFailed(run, server)
}

async function checkServer(run: Run, server: ServerRun): Promise<void> {
  const { snapshot, ports, artifact } = run
  const text = preflight({
    ...holder(run),
    owner: ownerLine(run),
    sharedPaths: snapshot.sharedPaths,
    needHttp: snapshot.healthCheck?.http?.from === 'SERVER',
    seekAria2: maySwarm(run),
    needKb: artifact === null ? 0 : Math.ceil((artifact.sizeBytes * 2) / 1024),
  })
  server.locked = true
  let state: ServerState | null = null
  await despiteLosses(
    run,
    server,
    'start',
    async () => {
      state = stateOf(await runScript(run, server, text, { stepKey: 'start', signal: server.work }))
    },
    () => false,
  )
  if (state !== null) await noteState(run, server, state)
  if (isCancelled(run)) return
  const tool = maySwarm(run) ? (server.aria2 === null ? ', without aria2' : `, with aria2 ${server.aria2}`) : ''
  await ports.journal.output('start', 'SYSTEM', `${server.name}: ready${tool}.\n`)
}

async function noteState(run: Run, server: ServerRun, state: ServerState): Promise<void> {
  const { snapshot, ports } = run
  const ours = state.live === snapshot.directory
  server.looked = true
  server.builds = state.builds
  server.freeKb = state.freeKb
  server.aria2 = state.aria2
  server.present = state.build !== null && run.accepted.has(state.build) && state.commit === snapshot.commit
  // A directory that an earlier attempt of the same release made is this release's own.
  server.foundPresent = server.present && (run.attempt === 1 || snapshot.kind === 'ROLLBACK')
  server.switched = ours && run.attempt > 1
  if (server.switched) {
    server.mayLeave = false
    run.switches.push(server)
  }
  if (!ours) server.previous = state.live
  await ports.journal.targetChanged({
    serverId: server.id,
    status: 'RUNNING',
    previousDirectory: server.previous,
    liveDirectory: state.live,
    activated: ours,
  })
}

export const ownerLine = ({ snapshot, ports, fence }: Run): string =>
  `release ${snapshot.number} (${snapshot.releaseId}), attempt token ${fence}, since ${ports.clock.now().toISOString()}`
