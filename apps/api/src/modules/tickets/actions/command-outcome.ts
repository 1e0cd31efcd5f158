import type { Prisma } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { commandOutputStream } from '../../commands/command.events.ts'
import type { CommandListener } from '../../commands/commands.ports.ts'
import { WORKER_LOST } from '../../commands/running/command-queue.ts'
import type { ProblemKind, ServerResult } from './action.ports.ts'
import { tellOfAction } from './action-starting.ts'

/** So much of the output goes into the ticket: its end, where the reason of a failure stands. In characters. */
const KEPT = 64 * 1024

const whole = { ticket: { include: { flowVersion: { select: { flow: { select: { title: true } } } } } } } as const

type Target = Prisma.CommandTargetGetPayload<object>

const problemKindOf = ({ state, exitCode }: Target): ProblemKind | null => {
  if (exitCode !== null) return null
  if (state === 'TIMED_OUT') return 'TIMED_OUT'
  return state === 'FAILED' || state === 'CANCELLED' ? 'SIGNAL' : 'CONNECTION'
}

function problemOf({ state, exitCode, signal, message }: Target, timeoutSeconds: number): string | null {
  if (exitCode !== null) return null
  if (state === 'TIMED_OUT') return `It took more than ${timeoutSeconds} s and was ended.`
  if (state === 'FAILED') return `It was ended by ${signal ?? 'a signal'}.`
  return message ?? (state === 'CANCELLED' ? 'It was cancelled.' : 'Nobody knows what became of it.')
}

/** The end of what each server printed. */
async function endings(tx: LogTransaction, runId: string): Promise<Map<string, string>> {
  const rows = await tx.db.$queryRaw<{ key: string; text: string; size: bigint }[]>`
    WITH pieces AS (
      SELECT key, seq, payload->>'text' AS text,
        sum(length(payload->>'text')) OVER (PARTITION BY key ORDER BY seq DESC) AS size
      FROM "StreamEvent" WHERE "streamId" = ${commandOutputStream(runId)}
    )
    SELECT key, string_agg(text, '' ORDER BY seq) AS text, max(size) AS size
    FROM pieces WHERE size - length(text) <= ${KEPT} GROUP BY key`
  return new Map(rows.map(({ key, text }) => [key, text.length > KEPT ? `…\n${text.slice(-KEPT)}` : text]))
}

function summaryOf(results: ServerResult[]): string {
  const bad = results.filter(({ code }) => code !== 0)
  if (bad.length === 0) return `It succeeded on ${results.length} of ${results.length} servers.`
  return `It failed on ${bad.length} of ${results.length} servers: ${bad.map(({ name }) => name).join(', ')}.`
}

/** How the run of a ticket's command becomes what the ticket tells. */
export const ticketOutcome: CommandListener = {
  async begun(tx, runId) {
    await tx.db.ticketAction.updateMany({
      where: { state: 'QUEUED', ticket: { commandRun: { id: runId } } },
      data: { state: 'RUNNING' },
    })
  },

  async over(tx, runId) {
    const run = await tx.db.commandRun.findUniqueOrThrow({
      where: { id: runId },
      include: { targets: { orderBy: { serverName: 'asc' } } },
    })
    if (run.ticketId === null) return
    const lost = run.message === WORKER_LOST
    const printed = await endings(tx, runId)
    const results = run.targets
      .filter(({ startedAt }) => startedAt !== null)
      .map(
        (target): ServerResult => ({
          ...{ serverId: target.serverKey, name: target.serverName, code: target.exitCode },
          ...{ output: printed.get(target.serverKey) ?? '', problem: problemOf(target, run.timeoutSeconds) },
          problemKind: problemKindOf(target),
        }),
      )
    const succeeded = run.state === 'SUCCEEDED'
    const { ticket } = await tx.db.ticketAction.update({
      where: { ticketId: run.ticketId },
      data: {
        ...{ state: succeeded ? 'SUCCEEDED' : 'FAILED', finishedAt: run.finishedAt },
        message: lost || results.length === 0 ? run.message : summaryOf(results),
        failure: lost ? 'WORKER_LOST' : succeeded ? null : 'COMMAND_FAILED',
        results: results as unknown as Prisma.InputJsonArray,
      },
      include: whole,
    })
    await tellOfAction(tx, ticket, succeeded)
  },
}
