import { CancelRequested, HandedOver, LeaseLost } from '../engine/errors.ts'
import type { Clock, RemoteShell, SourceRepository } from '../engine/ports.ts'
import type { EnginePorts, RunRelease } from '../engine/run-input.ts'
import { createSecretMask } from '../engine/secret-mask.ts'
import type { EngineVariable, ReleaseOutcome, ReleaseSnapshot } from '../engine/types.ts'
import { createReleaseJournal } from '../modules/releases/journal/release.journal.ts'
import type { Claim, ReleaseQueue } from '../modules/releases/queue/release.queue.ts'
import type { ReleaseRuns, StoredRun } from '../modules/releases/queue/release.runs.ts'
import type { RepositoryOwner } from '../modules/releases/release.ports.ts'
import type { EventLog } from '../streams/event-log.ts'
import type { BuildSlots } from './build-slots.ts'
import { hearControls } from './heard-controls.ts'
import { keepLease } from './keep-lease.ts'
import { tellParked } from './tell-parked.ts'

export interface RunPorts
  extends Pick<EnginePorts, 'local' | 'artifacts' | 'builds' | 'swarms' | 'paces' | 'fingerprint' | 'http' | 'probes'> {
  queue: ReleaseQueue
  runs: ReleaseRuns
  log: EventLog
  clock: Clock
  remote: RemoteShell
  engine: RunRelease
  /** For builds. */
  slots: Pick<BuildSlots, 'of'>
  /** The mirror of a project's repository, with its credential. */
  sourceOf(project: RepositoryOwner): Promise<SourceRepository>
  /** The variables that the release was created with, secrets opened. */
  variablesOf(snapshot: ReleaseSnapshot): Promise<EngineVariable[]>
  leaseMs?: number
}

/** A release whose workers died so often is ended, and what is live is read back. */
export const MAX_ATTEMPTS = 3
/** … and when not even that ends without the worker dying, it is ended without asking the servers. */
const LAST_ATTEMPT = MAX_ATTEMPTS * 2

export interface RunningRelease {
  claim: Claim
  /** Somebody may want it cancelled: asks at once. */
  look(): void
  /** Lets go of it, so that another worker resumes it at once. */
  handOver(): void
  /** Resolves when this worker has nothing more to do with it. Rejects with what nobody expected. */
  done: Promise<void>
}

/**
 * Runs a claimed release to its end, unless it is taken or given away. `park` hears when it begins to wait for a build slot, in
 * which it needs nothing of this worker, and when it goes on.
 */
export function beginRelease(claim: Claim, ports: RunPorts, park: (waits: boolean) => void = () => {}): RunningRelease {
  const end = new AbortController()
  const cancel = (rollsBack: boolean) => end.abort(new CancelRequested(rollsBack ? 'ROLL_BACK' : 'KEEP'))
  const handOver = () => end.abort(new HandedOver('This worker stops; another one goes on.'))
  const ear: Ear = { hear: null }
  const lease = keepLease(
    claim,
    ports.queue,
    {
      cancelRequested: cancel,
      controlHead: (head) => ear.hear?.(head),
      lost: () => end.abort(new LeaseLost('The lease was lost.')),
    },
    ports.leaseMs,
  )
  if (claim.status === 'CANCELLING') cancel(claim.rollsBack)
  const done = carry(claim, { ...ports, slots: tellParked(ports.slots, park) }, end, ear)
    .catch(async (error: unknown) => {
      if (error instanceof HandedOver) await ports.queue.handOver(claim)
      else if (!(error instanceof LeaseLost)) throw error
    })
    .finally(lease.stop)
  return { claim, look: lease.look, handOver, done }
}

/** Where the lease tells of what people said, once there is somebody to hear it. */
interface Ear {
  hear: ((head: number) => void) | null
}

async function carry(claim: Claim, ports: RunPorts, end: AbortController, ear: Ear): Promise<void> {
  if (claim.attempt > LAST_ATTEMPT) {
    const failure = `The worker died ${claim.attempt - 1} times. What is live could not be read; check for drift.`
    return ports.runs.conclude(claim, { status: 'FAILED', failure })
  }
  const prepared = await prepare(claim, ports)
  if (typeof prepared === 'string') {
    const failure = `The release could not be prepared: ${prepared} The servers were not asked in this attempt.`
    return ports.runs.conclude(claim, { status: 'FAILED', failure })
  }
  const givesUp = claim.attempt > MAX_ATTEMPTS && claim.status !== 'CANCELLING'
  // Ends like a cancelled release: nothing more is begun, the servers are tidied up and read, their locks freed.
  if (givesUp) end.abort(new CancelRequested())
  const outcome = await callEngine(claim, prepared, ports, end.signal, ear)
  const failure =
    `The worker died ${claim.attempt - 1} times in this release, so it was ended. ${outcome.failure ?? ''}`.trim()
  await ports.runs.conclude(claim, givesUp ? { ...outcome, status: 'FAILED', failure } : outcome)
}

interface Prepared {
  run: StoredRun
  variables: EngineVariable[]
  source: SourceRepository
}

/** What a run needs; why it can't be had, in a sentence, once trying again did not help. */
async function prepare(claim: Claim, ports: RunPorts): Promise<Prepared | string> {
  try {
    const run = await ports.runs.load(claim)
    const variables = await ports.variablesOf(run.snapshot)
    return { run, variables, source: await ports.sourceOf(run.project) }
  } catch (error) {
    if (claim.attempt < MAX_ATTEMPTS) throw error
    return error instanceof Error ? error.message : String(error)
  }
}

async function callEngine(
  claim: Claim,
  { run, variables, source }: Prepared,
  ports: RunPorts,
  signal: AbortSignal,
  ear: Ear,
): Promise<ReleaseOutcome> {
  const { log, clock, remote, local, artifacts, builds, swarms, paces, fingerprint, http, probes, slots } = ports
  const secrets = variables.filter((variable) => variable.secret).map((variable) => variable.value)
  const names = new Map(run.snapshot.servers.map((server) => [server.id, server.name]))
  const serverOfStep = new Map(run.steps.map((step) => [step.key, step.serverId]))
  const journal = createReleaseJournal(
    claim,
    { serverOfStep: (key) => serverOfStep.get(key) ?? serverIn(key, names), nameOf: (id) => names.get(id) ?? id },
    { log, clock, createMask: () => createSecretMask(secrets) },
  )
  const controls = hearControls(claim, ports.runs, await ports.runs.readControls(claim.releaseId), journal.masked)
  ear.hear = controls.hear
  const outcome = await ports.engine({
    snapshot: run.snapshot,
    steps: run.steps,
    targets: run.targets,
    variables,
    ports: {
      clock,
      remote,
      local,
      artifacts,
      builds,
      swarms,
      paces,
      fingerprint,
      http,
      probes,
      journal,
      source,
      turns: slots.of(claim),
    },
    // A release that was handed over is not a first attempt, although its attempts are not counted.
    attempt: run.begun ? Math.max(2, claim.attempt) : claim.attempt,
    fence: claim.fence,
    signal,
    controls,
  })
  await journal.drain()
  // Failures quote servers and programs, as the messages of steps do.
  return { ...outcome, failure: outcome.failure && journal.masked(outcome.failure) }
}

/** Steps that are added on the way end in their server's id too. */
function serverIn(stepKey: string, names: ReadonlyMap<string, string>): string | null {
  const last = stepKey.slice(stepKey.lastIndexOf(':') + 1)
  return names.has(last) ? last : null
}
