import type { Clock, ReleaseJournal } from '../../../engine/ports.ts'
import { stepIsFinal } from '../../../engine/release-states.ts'
import type { SecretMask } from '../../../engine/secret-mask.ts'
import type { EventLog } from '../../../streams/event-log.ts'
import type { Claim } from '../queue/release.queue.ts'
import { outputStream } from '../release.events.ts'
import type { JournalEntry } from './journal-batch.ts'
import { type PlanNames, storeEntries, storeOutput } from './journal-storage.ts'
import { createJournalWriter, type WriterLimits } from './journal-writer.ts'
import { printable } from './printable.ts'
import { writeSteadily } from './steady-write.ts'

export interface JournalPorts {
  log: EventLog
  clock: Clock
  /** A new mask for one step and stream, for a secret may arrive in two pieces. */
  createMask(): SecretMask
}

export interface AttemptJournal extends ReleaseJournal {
  drain(): Promise<void>
  /** A sentence as the journal would store it: without secrets, without what no database takes. */
  masked(sentence: string): string
}

/** The journal of one attempt: masked, in order, in few transactions, and only as long as the lease is held. */
export function createReleaseJournal(
  claim: Claim,
  names: PlanNames,
  { log, clock, createMask }: JournalPorts,
  limits?: WriterLimits,
): AttemptJournal {
  const masks = new Map<string, SecretMask>()

  const write = writeSteadily<JournalEntry>(log, outputStream(claim.releaseId), (entries) =>
    entries.every(({ type }) => type === 'output')
      ? log.rawTransaction((tx) => storeOutput(tx, claim, entries))
      : log.transaction((tx) => storeEntries(tx, claim, entries, names)),
  )
  const writer = createJournalWriter(write, limits)

  const maskOf = (stepKey: string, stream: string) => {
    const name = `${stream} ${stepKey}`
    const mask = masks.get(name) ?? createMask()
    masks.set(name, mask)
    return mask
  }
  const masked = (text: string) => {
    const mask = createMask()
    return printable(mask.push(text) + mask.flush())
  }

  const storable = <C extends { message?: string | null }>(change: C): C =>
    change.message ? { ...change, message: masked(change.message) } : change

  const print = (stepKey: string, stream: 'STDOUT' | 'STDERR' | 'SYSTEM', text: string) => {
    const shown = printable(text)
    if (shown === '') return Promise.resolve()
    return writer.add({ type: 'output', stepKey, stream, text: shown, at: clock.now() }, shown.length)
  }

  /** A step that ends has nothing more to say: what the masks held back in case a secret went on is shown. */
  async function endOutput(stepKey: string): Promise<void> {
    for (const stream of ['STDOUT', 'STDERR', 'SYSTEM'] as const) {
      const mask = masks.get(`${stream} ${stepKey}`)
      masks.delete(`${stream} ${stepKey}`)
      if (mask) await print(stepKey, stream, mask.flush())
    }
  }

  return {
    output: (stepKey, stream, text) => print(stepKey, stream, maskOf(stepKey, stream).push(text)),

    stepsAdded: (steps) => writer.commit({ type: 'added', steps, at: clock.now() }),

    async stepChanged(change) {
      if (stepIsFinal(change.status) || change.status === 'UNKNOWN') await endOutput(change.key)
      const entry: JournalEntry = {
        type: 'step',
        change: storable(change),
        at: clock.now(),
      }
      // How far a step is may be late; what it became must be written before the run goes on.
      if (change.status === 'RUNNING' && change.percent != null) return writer.add(entry, 1)
      await writer.commit(entry)
    },

    targetChanged: (change) =>
      writer.commit({
        type: 'target',
        change: {
          ...storable(change),
          previousDirectory: change.previousDirectory && printable(change.previousDirectory),
          liveDirectory: change.liveDirectory && printable(change.liveDirectory),
        },
        at: clock.now(),
      }),

    built: (artifact) => writer.commit({ type: 'built', artifact, at: clock.now() }),

    // Told whole each time, so that what is late loses nothing.
    swarmChanged(figures) {
      const servers = figures.servers.map((each) => (each.reason ? { ...each, reason: masked(each.reason) } : each))
      return writer.add({ type: 'swarm', figures: { ...figures, servers }, at: clock.now() }, 1)
    },

    drain: writer.drain,

    masked,
  }
}
