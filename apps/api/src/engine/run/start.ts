import { preflight } from '../commands/preflight.ts'
import type { ServerState } from '../commands/state.ts'
import { StepFailed } from '../errors.ts'
import { inParallel } from './in-parallel.ts'
import { despiteLosses } from './perform.ts'
import { fail, isCancelled, type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { holder, runScript, stateOf } from './server-script.ts'

/** How many servers are looked at together, at least: looking costs them little. */
const LOOK_AT_ONCE = 16

/**
 * Connects to all servers, refuses what can be known to be wrong before anything changes, takes every server's lock and reads
 * what is live. On a resumed release it tells what the dead worker left behind.
 * @throws StepFailed naming every server that is not ready.
 */
export async function checkServers(run: Run): Promise<void> {
  const { snapshot, ports } = run
  await inParallel(run.servers, Math.max(snapshot.concurrency, LOOK_AT_ONCE), async (server) => {
    try {
      await checkServer(run, server)
    } catch (error) {
      if (run.work.aborted) throw error
      server.failure = sentenceOf(error)
      // The script takes the lock last: where it refuses, or never ran, there is none of ours from this attempt.
      const refused = error instanceof StepFailed && error.exitCode !== null
      if (refused || !server.link.reached) server.locked = run.attempt > 1
      await ports.journal.output('start', 'SYSTEM', `${server.name}: ${server.failure}\n`)
    }
  })
  run.work.throwIfAborted()
  const sick = run.servers.filter((server) => server.failure !== null)
  if (sick.length === 0) return
  const reasons = sick.map((server) => `${server.name}: ${server.failure}`).join('\n')
  fail(run, reasons)
  throw new StepFailed(reasons)
}

async function checkServer(run: Run, server: ServerRun): Promise<void> {
  const { snapshot, ports, artifact } = run
  const text = preflight({
    ...holder(run),
    owner: ownerLine(run),
    sharedPaths: snapshot.sharedPaths,
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
  if (!isCancelled(run)) await ports.journal.output('start', 'SYSTEM', `${server.name}: ready.\n`)
}

async function noteState(run: Run, server: ServerRun, state: ServerState): Promise<void> {
  const { snapshot, ports } = run
  const ours = state.live === snapshot.directory
  server.looked = true
  server.present = state.build !== null && run.accepted.has(state.build) && state.commit === snapshot.commit
  // A directory that an earlier attempt of the same release made is this release's own.
  server.foundPresent = server.present && (run.attempt === 1 || snapshot.kind === 'ROLLBACK')
  server.switched = ours && run.attempt > 1
  if (server.switched) run.switches.push(server)
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
