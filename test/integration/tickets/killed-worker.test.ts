import { afterAll, beforeAll, expect, test } from 'vitest'
import { approval, inARow, users } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { ticketHouse } from '../../support/release-tickets.ts'
import { eventually, seedViewer } from '../../support/releases.ts'
import { letPass } from '../../support/ticket-time.ts'
import { openWorkerHouse, type WorkerHouse } from '../../support/worker-house.ts'

let workers: WorkerHouse
beforeAll(async () => {
  workers = await openWorkerHouse({ servers: 0 })
})
afterAll(() => workers?.close())

/** A worker that has begun to fire a timer and is kept from going on is killed there. */
async function killWhileItFires(ticketId: string, worker: { end(signal: NodeJS.Signals): Promise<void> }) {
  const { prisma, database } = workers.house
  await prisma.$transaction(
    async (db) => {
      await db.$queryRaw`SELECT id FROM "Stream" WHERE id = ${`ticket:${ticketId}`} FOR UPDATE`
      await letPass(database, ticketId, 31)
      await eventually(async () => {
        const [waiting] = await prisma.$queryRaw<{ pid: number }[]>`
          SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
        return waiting ?? null
      })
      await worker.end('SIGKILL')
    },
    { timeout: 20_000 },
  )
}

test('whenever a worker is killed, each reminder, escalation and expiry of a ticket happens once', async () => {
  const { house } = workers
  const desk = ticketHouse(house)
  const [ann, ben, cas] = [
    await seedViewer(house, 'DEVELOPER'),
    await seedViewer(house, 'DEVELOPER'),
    await seedViewer(house, 'DEVELOPER'),
  ]
  const deadline = { minutes: 60, workingTime: false, escalateTo: users(cas.userId) }
  const flowId = await desk.seedFlow(ann, inARow(approval('slow', [ben.userId], undefined, { deadline })))
  const { id } = await desk.tickets.openTicket(ann, { flowId, title: 'A new desk', form: {} })
  const fired = async () =>
    (await desk.tickets.historyOf(id)).flatMap(({ payload: { change } }) =>
      change.kind === 'TIMER_FIRED' ? [change.timer] : change.kind === 'ESCALATED' ? [change.kind] : [],
    )
  const until = (count: number) => eventually(async () => ((await fired()).length >= count ? true : null))

  const first = await workers.startWorker({})
  await killWhileItFires(id, first)
  expect(await fired()).toEqual([])
  // Nobody is there when the next one is due as well; then two are.
  await letPass(house.database, id, 24)
  const [second, third] = await Promise.all([workers.startWorker({}), workers.startWorker({})])
  await until(2)
  await letPass(house.database, id, 6)
  await second.end('SIGKILL')
  await until(4)
  await letPass(house.database, id, 30)
  await eventually(() => house.prisma.ticket.findFirst({ where: { id, status: 'EXPIRED' } }))
  await third.end('SIGTERM')
  expect(await fired()).toEqual(['REMIND_HALF', 'REMIND_NINE_TENTHS', 'ESCALATE', 'ESCALATED', 'EXPIRE'])
  expect(await house.prisma.ticketTimer.count()).toBe(0)
}, 60_000)
