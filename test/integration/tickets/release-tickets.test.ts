import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approval, inARow } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { field, text } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { type TicketHouse, ticketHouse } from '../../support/release-tickets.ts'
import {
  changesTold,
  createReleaseHouse,
  type ReleaseHouse,
  seedEnvironment,
  seedViewer,
} from '../../support/releases.ts'
import { letPass } from '../../support/ticket-time.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}

describe.each(Object.entries(kinds))('an environment that requires a flow, %s', (_kind, open) => {
  let database: Database
  let house: ReleaseHouse
  let desk: TicketHouse
  let ann: Viewer
  let ben: Viewer
  let flowId: string
  beforeAll(async () => {
    database = await open()
    house = await createReleaseHouse(database)
    desk = ticketHouse(house)
  })
  afterAll(async () => {
    house?.close()
    await database?.close()
  })
  beforeEach(async () => {
    await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
    ;[ann, ben] = [await seedViewer(house, 'DEVELOPER'), await seedViewer(house, 'OPERATOR')]
    const form = [field('what', { kind: 'REVISION' }), field('where', { kind: 'ENVIRONMENT' })]
    flowId = await desk.seedFlow(ben, { ...inARow(approval('check', [ann.userId, ben.userId])), form })
  })

  const row = (id: string) => house.prisma.release.findUniqueOrThrow({ where: { id } })
  const claimed = async () => (await house.queue.claim('w'))?.releaseId ?? null
  const ship = (viewer: Viewer, environmentId: string) =>
    house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  async function waiting(change: Parameters<TicketHouse['seedGuarded']>[1] = {}) {
    const seed = await desk.seedGuarded(flowId, change)
    const { id } = await ship(seed.viewer, seed.environmentId)
    await desk.tendReleaseTickets()
    return { ...seed, id }
  }

  it('opens a ticket about exactly what would run, and ships once it is approved', async () => {
    const { id, environmentId, project } = await waiting()
    const ticket = await desk.ticketOf(id)
    expect(ticket).toMatchObject({
      status: 'RUNNING',
      form: {
        what: { projectId: project.id, environmentId, revision: 'main' },
        where: { projectId: project.id, environmentId },
      },
      subject: { kind: 'release', id, digest: (await row(id)).approvalDigest },
    })
    await desk.tendReleaseTickets()
    expect((await desk.ticketOf(id))?.id).toBe(ticket?.id)
    expect(await claimed()).toBeNull()
    await desk.decide(ann, id, 'APPROVE')
    await desk.tendReleaseTickets()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
    await desk.decide(ben, id, 'APPROVE')
    expect(await claimed()).toBeNull()
    await desk.tendReleaseTickets()
    expect((await row(id)).status).toBe('QUEUED')
    expect(await claimed()).toBe(id)
    expect((await desk.ticketOf(id))?.status).toBe('CONSUMED')
    // Another worker goes on: the approval is not needed twice.
    await house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    expect(await claimed()).toBe(id)
  })

  it('a release started twenty times on one approval uses it up once', async () => {
    const { id } = await waiting()
    for (const who of [ann, ben]) await desk.decide(who, id, 'APPROVE')
    await Promise.all(Array.from({ length: 5 }, () => desk.tendReleaseTickets()))
    const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => house.queue.claim(`worker-${n}`)))
    expect(claims.filter((claim) => claim?.releaseId === id)).toHaveLength(1)
    const history = await house.log.read(`ticket:${(await desk.ticketOf(id))?.id}`, { after: 0, limit: 100 })
    expect(history.filter(({ kind }) => kind === 'CONSUMED')).toHaveLength(1)
    // Put back into the queue by hand, it asks anew instead of running on what was used.
    await house.prisma.release.update({ where: { id }, data: { status: 'QUEUED', leaseUntil: null, leaseOwner: null } })
    expect(await claimed()).toBeNull()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
  })

  it('decisions are void when what would run changes, before and after the approval', async () => {
    const { id, environmentId } = await waiting()
    await desk.decide(ann, id, 'APPROVE')
    await house.prisma.environment.update({ where: { id: environmentId }, data: { restartCommand: 'reboot' } })
    const later = ticketHouse(house)
    await later.tendReleaseTickets()
    expect(await desk.ticketOf(id)).toMatchObject({ status: 'RUNNING', round: 2 })
    const first = await desk.ticketOf(id)
    const history = await house.log.read(`ticket:${first?.id}`, { after: 0, limit: 100 })
    expect(history.find(({ kind }) => kind === 'STARTED_OVER')?.payload).toMatchObject({
      change: { changes: [{ field: 'environment.restartCommand', before: null, after: 'reboot' }] },
    })

    for (const who of [ann, ben]) await desk.decide(who, id, 'APPROVE')
    await desk.tendReleaseTickets()
    await house.prisma.environment.update({ where: { id: environmentId }, data: { restartCommand: 'halt' } })
    expect(await claimed()).toBeNull()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
    await desk.tendReleaseTickets()
    const second = await desk.ticketOf(id)
    expect(second).toMatchObject({ status: 'RUNNING', round: 1, subject: { digest: (await row(id)).approvalDigest } })
    expect(second?.id).not.toBe(first?.id)
    expect((await house.prisma.ticket.findUniqueOrThrow({ where: { id: first?.id ?? '' } })).status).toBe('REVOKED')
  })

  it('a rejected or withdrawn ticket cancels the release, and a cancelled release ends its ticket', async () => {
    const rejected = await waiting()
    await desk.decide(ben, rejected.id, 'REJECT', 'Not on a Friday.')
    await desk.tendReleaseTickets()
    expect(await row(rejected.id)).toMatchObject({
      status: 'CANCELLED',
      failure: expect.stringMatching(/was rejected/),
    })
    expect((await changesTold(house, rejected.id)).at(-1)).toEqual([
      ...['release.cancelled', { status: 'WAITING_APPROVAL' }, { status: 'CANCELLED' }],
    ])

    const withdrawn = await waiting()
    await desk.tickets.withdrawTicket(withdrawn.viewer, (await desk.ticketOf(withdrawn.id))?.id ?? '')
    await desk.tendReleaseTickets()
    expect((await row(withdrawn.id)).status).toBe('CANCELLED')

    const cancelled = await waiting()
    await house.releases.cancelRelease(cancelled.viewer, cancelled.id)
    await desk.tendReleaseTickets()
    expect((await desk.ticketOf(cancelled.id))?.status).toBe('WITHDRAWN')
  })

  it('an approval that lapses before the release begins cancels it, and it is asked for anew', async () => {
    const flow = inARow(approval('check', [ann.userId]))
    const nodes = flow.nodes.map((node) => (node.kind === 'END' ? { ...node, validHours: 1 } : node))
    const briefly = await desk.seedFlow(ben, { ...flow, nodes, form: [field('what', { kind: 'REVISION' })] })
    const approved = async (seed: { viewer: Viewer; environmentId: string }) => {
      const { id } = await ship(seed.viewer, seed.environmentId)
      await desk.tendReleaseTickets()
      await desk.decide(ann, id, 'APPROVE')
      await desk.tendReleaseTickets()
      expect((await row(id)).status).toBe('QUEUED')
      expect((await changesTold(house, id)).at(-1)).toEqual([
        ...['release.queued', { status: 'WAITING_APPROVAL' }, { status: 'QUEUED' }],
      ])
      return id
    }
    const lapsed = { status: 'CANCELLED', startedAt: null, failure: expect.stringMatching(/the approval has lapsed/) }

    const [seed, other] = [await desk.seedGuarded(briefly), await desk.seedGuarded(briefly)]
    const [first, late, behind] = [
      await approved(seed),
      await approved(other),
      await approved(await desk.seedGuarded(briefly)),
    ]
    for (const id of [first, late]) await letPass(database, (await desk.ticketOf(id))?.id ?? '', 61)
    // The worker that takes releases may look before the one that looks at deadlines: what is behind is not kept waiting.
    expect(await claimed()).toBe(behind)
    for (const id of [first, late]) expect(await row(id)).toMatchObject({ status: 'WAITING_APPROVAL', startedAt: null })
    await desk.tendReleaseTickets()
    for (const id of [first, late]) expect(await row(id)).toMatchObject(lapsed)
    expect((await desk.ticketOf(first))?.status).toBe('LAPSED')

    const timed = await approved(other)
    await letPass(database, (await desk.ticketOf(timed))?.id ?? '', 61)
    await desk.tickets.fireDueTimers()
    await desk.tendReleaseTickets()
    expect(await row(timed)).toMatchObject(lapsed)

    const again = await approved(seed)
    expect((await desk.ticketOf(again))?.id).not.toBe((await desk.ticketOf(first))?.id)
    expect(await claimed()).toBe(again)
  })

  it('nobody who asked, wrote or committed it is asked; a developer may ask for production', async () => {
    const seed = await desk.seedGuarded(flowId, { kind: 'PRODUCTION' })
    const { id } = await ship(ann, seed.environmentId)
    const ownWork = { author: { name: ben.username, email: '' }, committer: { name: 'x', email: '' } }
    await house.prisma.release.update({ where: { id }, data: { commitSignatures: ownWork } })
    await desk.tendReleaseTickets()
    const ticket = await desk.ticketOf(id)
    // Ann asked and Ben wrote it: nobody is left, so it is held, never passed.
    expect(await house.prisma.ticketTask.count({ where: { ticketId: ticket?.id ?? '', status: 'PENDING' } })).toBe(0)
    expect(ticket?.status).toBe('RUNNING')
    await expect(
      ship(ann, (await desk.seedGuarded(flowId, { kind: 'PRODUCTION', rule: { flowId: null } })).environmentId),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('the simple approval does not reach it', async () => {
    const { id } = await waiting()
    const digest = (await row(id)).approvalDigest ?? ''
    const refused = { code: 'FORBIDDEN', message: expect.stringMatching(/ticket/i) }
    await expect(house.releases.approveRelease(ben, id, { digest })).rejects.toMatchObject(refused)
    await expect(house.releases.rejectRelease(ben, id, 'no')).rejects.toMatchObject(refused)
    expect(await house.releases.myApprovals(ben)).toEqual([])
  })

  it('says why when no ticket can be opened', async () => {
    const open = await desk.seedFlow(ben, { ...inARow(approval('check', [ben.userId])), form: [text('why')] })
    const seed = await desk.seedGuarded(open)
    const { id } = await ship(seed.viewer, seed.environmentId)
    await desk.tendReleaseTickets()
    expect(await row(id)).toMatchObject({ status: 'CANCELLED', failure: expect.stringMatching(/asks for more.*why/) })
    expect(await desk.ticketOf(id)).toBeNull()
  })

  describe('a ticket that asks for a release', () => {
    const asking = async () => {
      const done = { kind: 'START_RELEASE', automatic: true, field: 'what' } as const
      const flow = inARow(approval('check', [ben.userId]))
      const nodes = flow.nodes.map((node) => (node.kind === 'END' ? { ...node, action: done } : node))
      return desk.seedFlow(ben, { ...flow, nodes, form: [field('what', { kind: 'REVISION' }), text('why')] })
    }
    const wish = (at: { project: { id: string }; environmentId: string }, change: object = {}) => ({
      title: 'Ship the fix',
      form: { what: { projectId: at.project.id, environmentId: at.environmentId, revision: 'main' }, why: 'It hurts.' },
      ...change,
    })

    it('fixes what would run when it is opened, and ships it once it is approved', async () => {
      const ask = await asking()
      const seed = await seedEnvironment(house, { servers: 1, kind: 'PRODUCTION' })
      const call = { flowId: ask, ...wish(seed), clientId: `ask-${ask}` }
      const { id } = await desk.openTicket(ann, call)
      expect(await desk.openTicket(ann, call)).toEqual({ id })
      const other = desk.openTicket(ann, { ...call, title: 'Ship something else' })
      await expect(other).rejects.toMatchObject({ code: 'CONFLICT' })
      const ticket = await house.prisma.ticket.findUniqueOrThrow({ where: { id }, include: { release: true } })
      expect(ticket).toMatchObject({ title: 'Ship the fix', status: 'RUNNING', form: { why: 'It hurts.' } })
      const releaseId = ticket.release?.id ?? ''
      expect(ticket.release).toMatchObject({ status: 'WAITING_APPROVAL', createdById: ann.userId })
      expect(ticket.subject).toMatchObject({ id: releaseId, facts: { release: { commit: ticket.release?.commit } } })
      await house.queue.tendApprovals()
      expect(await claimed()).toBeNull()
      await desk.decide(ben, releaseId, 'APPROVE')
      await desk.tendReleaseTickets()
      expect(await claimed()).toBe(releaseId)
      expect((await desk.ticketOf(releaseId))?.status).toBe('CONSUMED')
    })

    it('is refused where others decide, where there is no such revision, and as a draft; nothing is left behind', async () => {
      const ask = await asking()
      const seed = await desk.seedGuarded(flowId, { kind: 'PRODUCTION' })
      const plain = await seedEnvironment(house, { servers: 1 })
      const before = await house.prisma.release.count()
      const fieldsOf = async (input: object) =>
        desk.openTicket(ann, { flowId: ask, ...wish(plain), ...input }).then(
          () => [],
          ({ code, extensions }) => [code, ...(extensions.fields ?? []).map(({ path }: { path: string }) => path)],
        )
      expect(await fieldsOf(wish(seed))).toEqual(['BAD_USER_INPUT', 'input.form.what'])
      expect(await fieldsOf({ draft: true })).toEqual(['BAD_USER_INPUT', 'input.draft'])
      expect(await fieldsOf({ form: { ...wish(plain).form, why: '' } })).toEqual(['BAD_USER_INPUT', 'input.form.why'])
      const missing = { ...wish(plain).form.what, revision: 'missing' }
      expect(await fieldsOf({ form: { what: missing, why: 'x' } })).toEqual(['BAD_USER_INPUT', 'input.form.what'])
      await house.prisma.flow.update({ where: { id: ask }, data: { state: 'RETIRED' } })
      expect(await fieldsOf({})).toEqual(['CONFLICT'])
      expect(await house.prisma.release.count()).toBe(before)
    })
  })
})
