import type { Prisma } from '../../../platform/database/database.ts'
import type { FlowAction } from '../../flows/flow.definition.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import type { ActionPorts, ServerResult } from './action.ports.ts'
import { tellOfAction } from './action-starting.ts'
import { runOn } from './command-on-server.ts'

const LEASE_SECONDS = 60
const RENEW_MS = 15_000
const SERVERS_AT_ONCE = 10
const LOST = 'The worker that ran it was lost: nobody knows what became of it on the servers. Look there.'

type Command = Extract<FlowAction, { kind: 'RUN_COMMAND' }>

const whole = { ticket: { include: { flowVersion: { select: { flow: { select: { title: true } } } } } } } as const

/** Runs the commands of tickets. A command is never run twice: one whose worker was lost has failed, and says that nobody knows more. */
export function createCommandRunning({ prisma, log, remote }: Pick<ActionPorts, 'prisma' | 'log' | 'remote'>) {
  const take = async (): Promise<string | null> => {
    const [taken] = await prisma.$queryRaw<{ ticketId: string }[]>`
      UPDATE "TicketAction" SET state = 'RUNNING',
        "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
      WHERE "ticketId" = (
        SELECT "ticketId" FROM "TicketAction" WHERE state = 'QUEUED' ORDER BY "startedAt" LIMIT 1 FOR UPDATE SKIP LOCKED
      ) RETURNING "ticketId"`
    return taken?.ticketId ?? null
  }

  const renew = (ticketId: string) => prisma.$executeRaw`
    UPDATE "TicketAction"
    SET "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
    WHERE "ticketId" = ${ticketId} AND state = 'RUNNING'`

  const finish = (ticketId: string, { results, lost }: { results: ServerResult[]; lost: boolean }) =>
    log.transaction(async (tx) => {
      const [row] = await tx.db.$queryRaw<{ state: string }[]>`
        SELECT state::text AS state FROM "TicketAction" WHERE "ticketId" = ${ticketId} FOR UPDATE`
      // Somebody said meanwhile that this worker was lost.
      if (row?.state !== 'RUNNING') return
      const succeeded = !lost && results.every(({ code }) => code === 0)
      const { ticket } = await tx.db.ticketAction.update({
        where: { ticketId },
        data: {
          ...{ state: succeeded ? 'SUCCEEDED' : 'FAILED', finishedAt: await databaseNow(tx.db), leaseUntil: null },
          message: lost ? LOST : summaryOf(results),
          failure: lost ? 'WORKER_LOST' : succeeded ? null : 'COMMAND_FAILED',
          ...(results.length > 0 && { results: results as unknown as Prisma.InputJsonArray }),
        },
        include: whole,
      })
      await tellOfAction(tx, ticket, succeeded)
    })

  async function run(ticketId: string, signal: AbortSignal): Promise<void> {
    const { action, ticket } = await prisma.ticketAction.findUniqueOrThrow({ where: { ticketId }, include: whole })
    const { command, field, timeoutSeconds } = action as unknown as Command
    const form = ticket.form as Record<string, unknown>
    const servers = await prisma.server.findMany({
      where: { id: { in: (form[field] ?? []) as string[] } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    })
    const order = { command, env: variablesOf(form), timeoutMs: timeoutSeconds * 1000, signal }
    const renewing = setInterval(() => void renew(ticketId).catch(() => {}), RENEW_MS)
    const waiting = [...servers]
    const results: ServerResult[] = []
    const work = async () => {
      for (let server = waiting.shift(); server; server = waiting.shift()) {
        results.push(await runOn(remote, server, order))
      }
    }
    try {
      await Promise.all(Array.from({ length: SERVERS_AT_ONCE }, work))
    } finally {
      clearInterval(renewing)
    }
    results.sort((a, b) => (a.name < b.name ? -1 : 1))
    await finish(ticketId, { results, lost: false })
  }

  const giveUpLost = async () => {
    const ended = await prisma.$queryRaw<{ ticketId: string }[]>`
      SELECT "ticketId" FROM "TicketAction" WHERE state = 'RUNNING' AND "leaseUntil" < (clock_timestamp() AT TIME ZONE 'UTC')`
    for (const { ticketId } of ended) await finish(ticketId, { results: [], lost: true })
  }

  return {
    /** Runs what waits, one after the other, until nothing does. */
    async runDueCommands(signal: AbortSignal): Promise<void> {
      await giveUpLost()
      while (!signal.aborted) {
        const ticketId = await take()
        if (ticketId === null) return
        await run(ticketId, signal)
      }
    },
  }
}

/** The answers as a command sees them: `SENDOFF_REASON` for the field `reason`; what is no text is JSON. */
const variablesOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      `SENDOFF_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

function summaryOf(results: ServerResult[]): string {
  const bad = results.filter(({ code }) => code !== 0)
  if (bad.length === 0) return `It succeeded on ${results.length} of ${results.length} servers.`
  return `It failed on ${bad.length} of ${results.length} servers: ${bad.map(({ name }) => name).join(', ')}.`
}
