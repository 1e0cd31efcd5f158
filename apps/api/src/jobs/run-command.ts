import { CommandTimedOut, ConnectionLost, LeaseLost } from '../engine/errors.ts'
import type { Clock, RemoteShell } from '../engine/ports.ts'
import { createSecretMask } from '../engine/secret-mask.ts'
import { LEASE_SECONDS } from '../modules/commands/running/command-claim.ts'
import {
  type CommandJournal,
  createCommandJournal,
  type TargetChange,
} from '../modules/commands/running/command-journal.ts'
import type { CommandOrder, CommandQueue } from '../modules/commands/running/command-queue.ts'
import { foldLimits } from '../modules/commands/running/output-fold.ts'
import type { EventLog } from '../streams/event-log.ts'

export interface RunCommandPorts {
  queue: Pick<CommandQueue, 'renew' | 'conclude'>
  log: EventLog
  clock: Clock
  remote: RemoteShell
  /** Whether whoever ran it still may. */
  mayGoOn(run: CommandOrder['run']): Promise<boolean>
  /** So often the lease is renewed, and what is wanted of the run is looked at. */
  beatMs?: number
}

export interface RunningCommand {
  /** Somebody may want it cancelled: asks at once. */
  look(): void
  /** Ends it because this process stops. */
  stop(): void
  /** Resolves when this worker has nothing more to do with it. Rejects with what nobody expected. */
  done: Promise<void>
}

/** Why everything that runs is to end. */
class Ended extends Error {
  constructor(
    readonly cancelled: boolean,
    /** Null: somebody cancelled it, which says it all. */
    readonly told: string | null,
  ) {
    super(told ?? 'It was cancelled.')
  }
}

const BEAT_MS = 1_000
const NO_RIGHT = 'It was ended: whoever ran it may no longer run commands on these servers.'
const STOPPED = 'It was ended, because Sendoff was stopped.'

/** Runs a command on the servers of its run, so many at once, each once. */
export function beginCommand(order: CommandOrder, ports: RunCommandPorts): RunningCommand {
  const { queue, log, clock, mayGoOn, beatMs = BEAT_MS } = ports
  const ending = new AbortController()
  const end = (why: Error) => {
    if (!ending.signal.aborted) ending.abort(why)
  }
  const journal = createCommandJournal(order.claim, {
    ...{ log, clock, limits: foldLimits(order.servers.length) },
    createMask: () => createSecretMask(order.secrets),
  })
  let renewedAt = performance.now()
  let beating = false

  async function beat(): Promise<void> {
    if (beating) return
    beating = true
    // The lease is counted from before the question: the answer may have taken long.
    const askedAt = performance.now()
    try {
      const { held, cancelRequested } = await queue.renew(order.claim)
      if (!held) return end(new LeaseLost('This run was ended by somebody else.'))
      renewedAt = askedAt
      if (cancelRequested) end(new Ended(true, null))
      else if (!(await mayGoOn(order.run))) end(new Ended(true, NO_RIGHT))
    } catch {
      // Without an answer for long, somebody else may end it: better nobody than two.
      if (performance.now() - renewedAt > LEASE_SECONDS * 500)
        end(new LeaseLost('The database did not answer for long.'))
    } finally {
      beating = false
    }
  }

  async function carry(): Promise<void> {
    await beat()
    const timer = setInterval(() => void beat(), beatMs)
    try {
      await onAll(order, { journal, remote: ports.remote, signal: ending.signal })
      await journal.drain()
      const why = ending.signal.aborted ? (ending.signal.reason as Error) : null
      if (why instanceof LeaseLost) return
      await queue.conclude(order.claim, {
        cancelled: why instanceof Ended && why.cancelled,
        message: why instanceof Ended ? why.told : null,
      })
    } catch (error) {
      end(error as Error)
      if (!(error instanceof LeaseLost)) throw error
    } finally {
      clearInterval(timer)
    }
  }

  return { look: () => void beat(), stop: () => end(new Ended(false, STOPPED)), done: carry() }
}

interface Work {
  journal: CommandJournal
  remote: RemoteShell
  signal: AbortSignal
}

async function onAll(order: CommandOrder, work: Work): Promise<void> {
  const waiting = [...order.servers]
  let failed = false
  const next = () => (work.signal.aborted || (failed && order.stopOnFailure) ? undefined : waiting.shift())
  const lane = async () => {
    for (let server = next(); server; server = next()) {
      await work.journal.serverChanged({ serverId: server.id, state: 'RUNNING' })
      const change = await onOne(order, server, work)
      if (change.state !== 'SUCCEEDED') failed = true
      await work.journal.serverChanged(change)
    }
  }
  // Each lane ends what it began before anybody hears that another one failed.
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(order.parallel, waiting.length) }, lane))
  for (const each of lanes) if (each.status === 'rejected') throw each.reason
}

/** Never throws but for the journal: what went wrong on the server is how it stands there. */
async function onOne(
  { command, timeoutMs, variables }: CommandOrder,
  server: { id: string; name: string },
  { journal, remote, signal }: Work,
): Promise<TargetChange> {
  const serverId = server.id
  const cancelled = (): TargetChange => ({
    ...{ serverId, state: 'CANCELLED' },
    message: signal.reason instanceof Ended ? signal.reason.told : null,
  })
  const because = (error: unknown) => (error instanceof Error ? error.message : String(error))
  const output = journal.outputOf(serverId)
  const decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() }
  const connection = await remote.connect(serverId, { signal }).catch((error: unknown) => ({ error }))
  if ('error' in connection) {
    return signal.aborted ? cancelled() : { serverId, state: 'UNREACHABLE', message: because(connection.error) }
  }
  try {
    const { code, signal: killer } = await connection.run(command, {
      // A ticket's own answers are never hidden by ours.
      env: { SENDOFF_SERVER: server.name, ...variables },
      ...{ signal, totalTimeoutMs: timeoutMs },
      onOutput: ({ stream, bytes }) => output.push(stream, decoders[stream].decode(bytes, { stream: true })),
    })
    return { serverId, state: code === 0 ? 'SUCCEEDED' : 'FAILED', exitCode: code, signal: killer }
  } catch (error) {
    if (error instanceof CommandTimedOut) return { serverId, state: 'TIMED_OUT' }
    if (error instanceof LeaseLost) throw error
    if (error instanceof ConnectionLost) return { serverId, state: 'UNKNOWN', message: because(error) }
    return signal.aborted ? cancelled() : { serverId, state: 'UNKNOWN', message: because(error) }
  } finally {
    for (const stream of ['STDOUT', 'STDERR'] as const) await output.push(stream, decoders[stream].decode())
    await output.end()
    await connection.close()
  }
}
