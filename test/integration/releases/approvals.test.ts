import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import {
  changesTold,
  createReleaseHouse,
  type ReleaseHouse,
  seedEnvironment,
  seedViewer,
} from '../../support/releases.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}
const rule = {
  ...{ required: 1, approverIds: [] as string[], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: false },
}

describe.each(Object.entries(kinds))('approvals, %s', (_kind, open) => {
  let database: Database
  let house: ReleaseHouse
  let approver: Viewer
  beforeAll(async () => {
    database = await open()
    house = await createReleaseHouse(database)
  })
  afterAll(async () => {
    house?.close()
    await database?.close()
  })
  beforeEach(async () => {
    await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
    approver = await seedViewer(house, 'OPERATOR')
  })

  async function scene(change: Partial<typeof rule> = {}) {
    const seed = await seedEnvironment(house, { servers: 1 })
    await house.prisma.environment.update({
      where: { id: seed.environmentId },
      data: { approval: { ...rule, ...change } },
    })
    const ship = (more: object = {}) =>
      house.releases.createRelease(seed.viewer, { environmentId: seed.environmentId, revision: 'main', ...more })
    return { ...seed, ship }
  }
  const row = (id: string) => house.prisma.release.findUniqueOrThrow({ where: { id }, include: { approvals: true } })
  const digestOf = async (id: string) => (await row(id)).approvalDigest ?? ''
  const approve = async (who: Viewer, id: string, digest?: string) =>
    house.releases.approveRelease(who, id, { digest: digest ?? (await digestOf(id)) })
  const claimed = async () => (await house.queue.claim('w'))?.releaseId ?? null
  const driftOf = async (id: string) =>
    ((await row(id)).approvalDrift as { field: string; before: string; after: string }[] | null) ?? []
  const states = async (id: string) => (await row(id)).approvals.map((each) => each.state)

  it('waits until somebody else who may has approved exactly this', async () => {
    const { viewer, ship } = await scene()
    const { id } = await ship()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
    expect(await house.prisma.step.findFirst({ where: { releaseId: id, key: 'start' } })).toMatchObject({
      ...{ status: 'BLOCKED', message: 'Waits for an approval.' },
    })
    expect(await claimed()).toBeNull()
    const developer = await seedViewer(house, 'DEVELOPER')
    await expect(approve(viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(approve(developer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(approve(approver, id, 'not a digest')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    await expect(approve(approver, id, 'a'.repeat(64))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await house.releases.myApprovals(approver)).toEqual([id])
    expect(await house.releases.myApprovals(viewer)).toEqual([])
    await approve(approver, id)
    expect((await row(id)).status).toBe('QUEUED')
    expect((await changesTold(house, id)).at(-1)).toEqual([
      'release.approved',
      { status: 'WAITING_APPROVAL', approvedBy: [] },
      { status: 'QUEUED', approvedBy: [approver.displayName] },
    ])
    expect(await house.releases.myApprovals(approver)).toEqual([])
    expect(await claimed()).toBe(id)
    expect(await states(id)).toEqual(['CONSUMED'])
    await expect(approve(approver, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    // Another worker goes on: it began by this approval already.
    await house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    expect(await claimed()).toBe(id)
  })

  it('who wrote or committed it does not approve it, unless the environment lets them', async () => {
    const { ship, environmentId } = await scene()
    const [author, committer] = [await seedViewer(house, 'OPERATOR'), await seedViewer(house, 'OPERATOR')]
    await house.prisma.user.update({ where: { id: author.userId }, data: { gitEmails: ['a@git.example'] } })
    const { id } = await ship()
    const commitSignatures = {
      author: { name: 'Somebody', email: 'A@git.example' },
      committer: { name: committer.username, email: '' },
    }
    await house.prisma.release.update({ where: { id }, data: { commitSignatures } })
    for (const who of [author, committer]) {
      await expect(approve(who, id)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /made its commit/ })
    }
    expect((await row(id)).approvals).toEqual([])
    await house.prisma.environment.update({
      where: { id: environmentId },
      data: { approval: { ...rule, committerApproval: true } },
    })
    await expect(approve(author, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await approve(committer, id)
    expect((await row(id)).status).toBe('QUEUED')
  })

  it('fifty decisions at once end in exactly the ones that were needed', async () => {
    const { ship } = await scene({ required: 3 })
    const { id } = await ship()
    const crowd = await Promise.all(Array.from({ length: 25 }, () => seedViewer(house, 'OPERATOR')))
    const digest = await digestOf(id)
    const decided = await Promise.allSettled([...crowd, ...crowd].map((who) => approve(who, id, digest)))
    const refused = decided.filter((each) => each.status === 'rejected').map((each) => each.reason.code)
    expect(new Set(refused)).toEqual(new Set(['CONFLICT']))
    expect(await states(id)).toEqual(['GIVEN', 'GIVEN', 'GIVEN'])
    expect(new Set((await row(id)).approvals.map((each) => each.userId)).size).toBe(3)
    expect((await row(id)).status).toBe('QUEUED')
    expect(await claimed()).toBe(id)
    expect(await claimed()).toBeNull()
  })

  type Scene = Awaited<ReturnType<typeof scene>>
  const env = ({ environmentId: id }: Scene, data: object) => house.prisma.environment.update({ where: { id }, data })
  const server = ({ servers }: Scene, data: object) =>
    house.prisma.server.update({ where: { id: servers[0]?.id ?? '' }, data })
  it.each<[string, (at: Scene) => Promise<unknown>, string, string | null]>([
    ['a command', (at) => env(at, { restartCommand: 'reboot' }), 'environment.restartCommand', 'reboot'],
    ['the path', (at) => env(at, { path: '~/elsewhere' }), 'environment.path', '~/elsewhere'],
    ['the address of a server', (at) => server(at, { host: 'evil.example' }), '.host', 'evil.example'],
    ['the key of a server', (at) => server(at, { hostKeyFingerprint: 'SHA256:x' }), '.hostKeyFingerprint', 'SHA256:x'],
    ['a label', (at) => server(at, { labels: ['db'] }), '.labels', 'db'],
    [
      'a variable',
      ({ environmentId }) =>
        house.prisma.environmentVariable.create({ data: { environmentId, name: 'MODE', value: 'off', secret: false } }),
      'variables.MODE.value',
      'off',
    ],
    [
      'a secret',
      ({ environmentId }) =>
        house.prisma.environmentVariable.create({ data: { environmentId, name: 'KEY', sealed: 's1.x', secret: true } }),
      'variables.KEY.value',
      'changed',
    ],
  ])(
    '%s that changes after the approval voids it, and the difference is shown',
    async (_what, change, field, after) => {
      const at = await scene()
      const { id } = await at.ship()
      await approve(approver, id)
      const before = await digestOf(id)
      await change(at)
      expect(await claimed()).toBeNull()
      expect((await row(id)).status).toBe('WAITING_APPROVAL')
      expect(await states(id)).toEqual(['VOIDED'])
      const shown = await driftOf(id)
      expect(shown.find((each) => each.field.endsWith(field))).toMatchObject({ after })
      expect(JSON.stringify([shown, (await row(id)).approvalFacts])).not.toContain('s1.x')
      await expect(approve(approver, id, before)).rejects.toMatchObject({ code: 'CONFLICT' })
      await approve(approver, id)
      expect(await claimed()).toBe(id)
    },
  )

  it('nobody approves what changed while they looked at it', async () => {
    const at = await scene({ required: 2 })
    const { id } = await at.ship()
    const seen = await digestOf(id)
    await approve(await seedViewer(house, 'ADMIN'), id)
    await env(at, { checkCommand: 'true' })
    await expect(approve(approver, id, seen)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await states(id)).toEqual(['VOIDED'])
    expect(await digestOf(id)).not.toBe(seen)
    expect(await driftOf(id)).toMatchObject([{ field: 'environment.checkCommand', after: 'true' }])
  })

  it('who lost the right meanwhile does not count when it begins', async () => {
    const { ship } = await scene()
    const { id } = await ship()
    await approve(approver, id)
    await house.prisma.user.update({ where: { id: approver.userId }, data: { disabledAt: new Date() } })
    expect(await claimed()).toBeNull()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
    await approve(await seedViewer(house, 'ADMIN'), id)
    expect(await claimed()).toBe(id)
  })

  it('a rule that is added, tightened or taken away holds for what waits already', async () => {
    const at = await scene()
    await house.prisma.$executeRaw`UPDATE "Environment" SET approval = NULL WHERE id = ${at.environmentId}`
    const { id } = await at.ship()
    await env(at, { approval: rule })
    expect(await claimed()).toBeNull()
    expect((await row(id)).status).toBe('WAITING_APPROVAL')
    await approve(approver, id)
    await env(at, { approval: { ...rule, required: 2 } })
    expect(await claimed()).toBeNull()
    expect(await states(id)).toEqual(['GIVEN'])
    await house.prisma.$executeRaw`UPDATE "Environment" SET approval = NULL WHERE id = ${at.environmentId}`
    expect(await house.queue.tendApprovals()).toBe(1)
    expect(await claimed()).toBe(id)
  })

  it('a wait that is too long is cancelled by the clock of the database', async () => {
    const { ship } = await scene({ expiresMinutes: 5 })
    const { id } = await ship()
    expect(await house.queue.tendApprovals()).toBe(0)
    await house.prisma.release.update({ where: { id }, data: { approvalExpiresAt: new Date(Date.now() - 1000) } })
    await expect(approve(approver, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await house.queue.tendApprovals()).toBe(1)
    expect(await row(id)).toMatchObject({ status: 'CANCELLED', failure: expect.stringContaining('Nobody approved') })
    expect(await house.prisma.step.count({ where: { releaseId: id, status: { not: 'CANCELLED' } } })).toBe(0)
  })

  it('can be rejected with a reason, and an approval taken back', async () => {
    const { viewer, ship } = await scene({ required: 2 })
    const { id } = await ship()
    await approve(approver, id)
    await approve(approver, id)
    expect(await states(id)).toEqual(['GIVEN'])
    await house.releases.withdrawApproval(approver, id)
    await expect(house.releases.withdrawApproval(approver, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await states(id)).toEqual(['WITHDRAWN'])
    await expect(house.releases.rejectRelease(approver, id, ' ')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    const developer = await seedViewer(house, 'DEVELOPER')
    await expect(house.releases.rejectRelease(developer, id, 'No')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await house.releases.rejectRelease(approver, id, 'Not on a Friday')
    expect(await row(id)).toMatchObject({
      ...{ status: 'CANCELLED', failure: `Rejected by ${approver.displayName}: Not on a Friday` },
    })
    await expect(house.releases.cancelRelease(viewer, id)).resolves.toEqual({ id })
    const [nobody, one] = [{ approvedBy: [] }, { approvedBy: [approver.displayName] }]
    expect((await changesTold(house, id)).slice(1)).toEqual([
      ['release.approved', nobody, one],
      ['release.approval_withdrawn', one, nobody],
      ['release.rejected', { status: 'WAITING_APPROVAL' }, { status: 'CANCELLED' }],
    ])
  })

  it('goes with schedules, named people, own releases and rollbacks as the rule says', async () => {
    const named = await seedViewer(house, 'VIEWER')
    const at = await scene({ approverIds: [named.userId], selfApproval: true, rollBackExempt: true })
    const { id } = await at.ship({ scheduledAt: new Date(Date.now() + 3_600_000) })
    await expect(approve(approver, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await approve(named, id)
    expect((await row(id)).status).toBe('SCHEDULED')
    await house.prisma.release.update({ where: { id }, data: { scheduledAt: new Date(Date.now() - 1000) } })
    await house.queue.releaseDue()
    const claim = (await house.queue.claim('w')) as Claim
    expect((await changesTold(house, id)).slice(-2)).toEqual([
      ['release.queued', { status: 'SCHEDULED' }, { status: 'QUEUED' }],
      ['release.began', { status: 'QUEUED' }, { status: 'RUNNING' }],
    ])
    await house.prisma.releaseTarget.updateMany({ where: { releaseId: id }, data: { status: 'FAILED' } })
    await house.runs.conclude(claim, { status: 'FAILED', failure: 'No.' })
    const again = await house.releases.retryRelease(at.viewer, id)
    expect((await row(again.id)).status).toBe('WAITING_APPROVAL')
    await house.prisma.release.update({ where: { id }, data: { status: 'SUCCEEDED' } })
    const back = await house.releases.rollBack(at.viewer, at.environmentId, id)
    expect((await row(back.id)).status).toBe('QUEUED')
    await env(at, { approval: { ...rule, approverRole: 'ADMIN', selfApproval: true } })
    await approve(at.viewer, again.id)
    expect((await row(again.id)).status).toBe('QUEUED')
  })
})
