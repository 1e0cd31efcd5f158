import type { Database } from '../../apps/api/src/platform/database/database.ts'

/** Time passes: what is due about a ticket, and when it ended, was so many minutes earlier, as its rows and its state say. */
export async function letPass({ prisma }: Pick<Database, 'prisma'>, ticketId: string, minutes: number): Promise<void> {
  const earlier = (at: string) => new Date(Date.parse(at) - minutes * 60_000).toISOString()
  await prisma.$transaction(async (db) => {
    // Behind the ticket's lock: a worker that looks meanwhile sees all of it, or nothing.
    await db.$queryRaw`SELECT id FROM "Ticket" WHERE id = ${ticketId} FOR UPDATE`
    await db.$executeRaw`
      UPDATE "TicketTimer" SET "dueAt" = "dueAt" - make_interval(mins => ${minutes}) WHERE "ticketId" = ${ticketId}`
    const { state } = await db.ticket.findUniqueOrThrow({ where: { id: ticketId } })
    const { end, ...rest } = state as { end: { at: string } | null }
    const moved = JSON.stringify(rest).replace(/("dueAt":")([^"]+)"/g, (_, key, at) => `${key}${earlier(at)}"`)
    const shifted = { ...JSON.parse(moved), end: end && { ...end, at: earlier(end.at) } }
    await db.ticket.update({ where: { id: ticketId }, data: { state: shifted } })
  })
}
