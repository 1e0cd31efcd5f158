import type { Clock } from '../../../engine/ports.ts'
import type { SecretMask } from '../../../engine/secret-mask.ts'
import type { EventLog, LogTransaction, RawLogTransaction } from '../../../streams/event-log.ts'
import { type JournalEntry, outputEvents } from '../../releases/journal/journal-batch.ts'
import { createJournalWriter } from '../../releases/journal/journal-writer.ts'
import { printable } from '../../releases/journal/printable.ts'
import { writeSteadily } from '../../releases/journal/steady-write.ts'
import type { OutputStream } from '../../releases/release.events.ts'
import { type CommandChange, commandOutputStream, commandStream } from '../command.events.ts'
import { type CommandTargetState, targetBefore, targetIsOver } from '../command.state.ts'
import { assertClaimed, type CommandClaim } from './command-claim.ts'
import { type FoldLimits, foldOutput } from './output-fold.ts'

/** How a command stands on one server. */
export interface TargetChange {
  serverId: string
  state: CommandTargetState
  exitCode?: number | null
  signal?: string | null
  message?: string | null
}

type Output = Extract<JournalEntry, { type: 'output' }>
type Entry = Output | { type: 'server'; change: TargetChange; at: Date }

async function storeOutput(tx: RawLogTransaction, claim: CommandClaim, entries: Output[]): Promise<number | null> {
  const [, printed] = await Promise.all([
    assertClaimed(tx, claim),
    tx.append(commandOutputStream(claim.runId), outputEvents(entries)),
  ])
  return printed.at(-1)?.seq ?? null
}

/** Only where the table of states lets it: what came late changes nothing, and tells nobody. */
async function storeChanges(tx: LogTransaction, claim: CommandClaim, changes: TargetChange[]): Promise<TargetChange[]> {
  const rows = changes.map(({ serverId, state, exitCode, signal, message }) => ({
    ...{ server: serverId, state, before: targetBefore(state) },
    ...{ exit_code: exitCode ?? null, signal: signal ?? null, message: message ?? null, over: targetIsOver(state) },
  }))
  const stored = await tx.db.$queryRaw<{ serverKey: string }[]>`
    UPDATE "CommandTarget" t SET state = c.state::"CommandTargetState", "exitCode" = c.exit_code, signal = c.signal,
      message = c.message, "startedAt" = COALESCE(t."startedAt", clock_timestamp() AT TIME ZONE 'UTC'),
      "finishedAt" = CASE WHEN c.over THEN clock_timestamp() AT TIME ZONE 'UTC' END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(
      server text, state text, before jsonb, exit_code int, signal text, message text, over boolean)
    WHERE t."runId" = ${claim.runId} AND t."serverKey" = c.server AND jsonb_exists(c.before, t.state::text)
    RETURNING t."serverKey"`
  const done = new Set(stored.map(({ serverKey }) => serverKey))
  return changes.filter(({ serverId }) => done.has(serverId))
}

async function storeEntries(tx: LogTransaction, claim: CommandClaim, entries: Entry[]): Promise<number | null> {
  const { state: runState } = await assertClaimed(tx, claim)
  const changes = entries.flatMap((entry) => (entry.type === 'server' ? [entry.change] : []))
  const events = (await storeChanges(tx, claim, changes)).map(({ serverId, state: serverState, ...detail }) => ({
    kind: 'server',
    payload: { runState, serverId, serverState, ...detail } satisfies CommandChange,
  }))
  await tx.append(commandStream(claim.runId), events)
  const output = entries.filter((entry) => entry.type === 'output')
  const printed = await tx.append(commandOutputStream(claim.runId), outputEvents(output))
  return printed.at(-1)?.seq ?? null
}

export interface CommandJournalPorts {
  log: EventLog
  clock: Clock
  /** A new mask for one server and stream, for a secret may arrive in two pieces. */
  createMask(): SecretMask
  limits: FoldLimits
}

/** Writes down what a run does: masked, bounded, in order, in few transactions, and only as long as the claim holds. */
export function createCommandJournal(claim: CommandClaim, { log, clock, createMask, limits }: CommandJournalPorts) {
  const output = commandOutputStream(claim.runId)
  const writer = createJournalWriter<Entry>(
    writeSteadily(log, output, (entries) =>
      entries.every((entry) => entry.type === 'output')
        ? log.rawTransaction((tx) => storeOutput(tx, claim, entries as Output[]))
        : log.transaction((tx) => storeEntries(tx, claim, entries)),
    ),
  )
  const masked = (text: string) => {
    const mask = createMask()
    return printable(mask.push(text) + mask.flush())
  }

  return {
    /** What one server prints. The parts of a text wait until there is room for them. */
    outputOf(serverId: string) {
      const fold = foldOutput(limits)
      const masks = { STDOUT: createMask(), STDERR: createMask() }
      const add = async (stream: OutputStream, text: string) => {
        if (text !== '')
          await writer.add({ type: 'output', stepKey: serverId, stream, text, at: clock.now() }, text.length)
      }
      const print = async (stream: OutputStream, text: string) => {
        for (const piece of fold.push({ stream, text: printable(text) })) await add(piece.stream, piece.text)
      }
      return {
        push: (stream: 'STDOUT' | 'STDERR', text: string) => print(stream, masks[stream].push(text)),
        async end() {
          for (const stream of ['STDOUT', 'STDERR'] as const) await print(stream, masks[stream].flush())
          for (const piece of fold.end()) await add(piece.stream, piece.text)
        },
      }
    },

    /** Resolves when it is written, and everything before it. */
    serverChanged: ({ message, ...change }: TargetChange) =>
      writer.commit({
        type: 'server',
        change: { ...change, message: message ? masked(message) : null },
        at: clock.now(),
      }),

    drain: writer.drain,
  }
}

export type CommandJournal = ReturnType<typeof createCommandJournal>
