import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/shipped-shop.ts'

let product: Product
let first: string
let second: string

beforeAll(async () => {
  product = await openProduct(
    async (repository) => {
      await repository.tag(
        'v1',
        await repository.commit({ 'index.txt': 'one\n', 'a b.txt': 'x\n' }, { message: 'One' }),
      )
      await repository.tag('v2', await repository.commit({ 'index.txt': 'two\n' }, { message: 'Two' }))
    },
    { environment: { restartCommand: 'echo restarted', checkCommand: 'test -f index.txt' } },
  )
  for (const revision of ['v1', 'v2']) {
    const { id, status } = await product.ship(revision)
    expect(status).toBe('SUCCEEDED')
    if (revision === 'v1') first = id
    else second = id
  }
})
afterAll(() => product?.close())

const root = (index: number) => join(product.fleet.servers[index]?.root ?? '', 'shop')
const current = (index: number) => join(root(index), 'current')
/** Puts a server's link where somebody's hand might. */
function pointTo(index: number, target: string) {
  rmSync(current(index))
  symlinkSync(target, current(index))
}

interface Drift {
  state: string
  liveDirectory: string | null
  expectedDirectory: string | null
  liveCommit: string | null
  liveBuild: string | null
  lockHolder: string | null
  freeBytes: number | null
  checkedAt: string | null
  message: string | null
  server: { id: string; name: string }
}
const FIELDS =
  'state liveDirectory expectedDirectory liveCommit liveBuild lockHolder freeBytes checkedAt message server { id name }'
const check = async () =>
  (
    await product.api.ask<{ checkDrift: Drift[] }>(
      `mutation ($e: ID!) { checkDrift(environmentId: $e) { ${FIELDS} } }`,
      { e: product.environmentId },
    )
  ).checkDrift
const known = async () =>
  (
    await product.api.ask<{ environment: { drift: Drift[] } }>(
      `query ($e: ID!) { environment(id: $e) { drift { ${FIELDS} } } }`,
      { e: product.environmentId },
    )
  ).environment.drift
const fix = (serverIds: string[]) =>
  product.api.ask<{ fixDrift: { id: string; kind: string; number: number; steps: { serverName: string | null }[] } }>(
    'mutation ($e: ID!, $s: [ID!]!) { fixDrift(environmentId: $e, serverIds: $s) { id kind number steps { serverName } } }',
    { e: product.environmentId, s: serverIds },
  )
const activities = async (kind: string) => {
  const { activity } = await product.api.ask<{ activity: { events: { kind: string; subject: string }[] } }>(
    '{ activity(after: 0, limit: 500) { events { kind subject } } }',
  )
  return activity.events.filter((event) => event.kind === kind)
}

describe('drift', () => {
  it('is not known until somebody asks, and then tells everything about every server', async () => {
    expect((await known()).map(({ state, checkedAt }) => [state, checkedAt])).toEqual([
      ['UNCHECKED', null],
      ['UNCHECKED', null],
    ])
    const found = await check()
    const live = readlinkSync(current(0)).split('/').at(-1)
    for (const one of found) {
      expect(one).toMatchObject({ state: 'SAME', liveDirectory: live, expectedDirectory: live, lockHolder: null })
      expect(one.liveBuild).toMatch(/^[0-9a-f]{64}$/)
      expect(one.freeBytes).toBeGreaterThan(1_000_000)
      expect(Date.parse(one.checkedAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
    }
    expect(await known()).toEqual(found)
    await expect(fix(product.serverIds)).rejects.toThrow(/nothing to fix/)
  })

  it('is told once in the activity, with who holds the lock, and a release of what is live mends it', async () => {
    const before = readlinkSync(current(0)).split('/').at(-1)
    const earlier = (
      await product.api.ask<{ release: { directory: string } }>('query ($id: ID!) { release(id: $id) { directory } }', {
        id: first,
      })
    ).release.directory
    pointTo(1, `releases/${earlier}`)
    const lock = join(root(0), '.sendoff/lock/somebody-else.7')
    mkdirSync(lock, { recursive: true })
    writeFileSync(join(lock, 'owner'), 'release 9 of somebody\n')

    expect((await check()).map(({ state, lockHolder }) => [state, lockHolder])).toEqual([
      ['SAME', 'release 9 of somebody'],
      ['DIFFERENT', null],
    ])
    rmSync(join(root(0), '.sendoff/lock'), { recursive: true })
    await check()
    const names = product.fleet.servers.map(({ name }) => name)
    expect(await activities('drift.found')).toEqual([{ kind: 'drift.found', subject: names[1] }])

    const { fixDrift } = await fix([product.serverIds[1] ?? ''])
    expect(new Set(fixDrift.steps.map((step) => step.serverName))).toEqual(new Set([null, names[1]]))
    expect(await product.ended(fixDrift.id)).toBe('SUCCEEDED')
    expect(readlinkSync(current(1)).split('/').at(-1)).toBe(before)
    expect((await known()).map(({ state }) => state)).toEqual(['SAME', 'UNCHECKED'])
    expect((await check()).map(({ state }) => state)).toEqual(['SAME', 'SAME'])
  })

  it('is mended where nothing is left at all', async () => {
    rmSync(root(0), { recursive: true })
    expect((await check()).map(({ state }) => state)).toEqual(['MISSING', 'SAME'])
    const { fixDrift } = await fix([product.serverIds[0] ?? ''])
    expect(await product.ended(fixDrift.id)).toBe('SUCCEEDED')
    expect(readlinkSync(current(0))).toBe(readlinkSync(current(1)))
  })

  it('is found by itself once a day, by one of all who look, not beside a release, and is told once', async () => {
    const { releases, database } = product.services
    const { prisma } = database
    const name = product.fleet.servers[1]?.name
    const before = readlinkSync(current(1))
    pointTo(1, 'releases/somewhere-else')
    const hook = { name: 'ops', format: 'WEBHOOK' as const, language: 'en', sealed: '', shownUrl: '', host: 'h' }
    // Nobody delivers to it.
    const leaseUntil = new Date(Date.now() + 3_600_000)
    await prisma.notificationHook.create({ data: { ...hook, events: ['drift.found'], leaseOwner: 'me', leaseUntil } })
    const yesterday = async () => {
      const at = new Date(Date.now() - 25 * 3_600_000)
      await prisma.release.updateMany({ data: { finishedAt: at } })
      await prisma.environment.updateMany({ data: { driftCheckedAt: at } })
    }
    const told = async () => (await activities('drift.found')).length
    const earlier = await told()
    expect(await releases.checkDueDrift(24)).toBe(false)

    await yesterday()
    const running = { status: 'RUNNING' as const, leaseOwner: 'me', leaseUntil }
    await prisma.release.update({ where: { id: first }, data: running })
    expect(await releases.checkDueDrift(24)).toBe(false)
    await prisma.release.update({
      where: { id: first },
      data: { status: 'SUCCEEDED', leaseOwner: null, leaseUntil: null },
    })

    const looks = await Promise.all([1, 2, 3].map(() => releases.checkDueDrift(24)))
    expect(looks.filter(Boolean)).toHaveLength(1)
    expect((await known()).map(({ state }) => state)).toEqual(['SAME', 'DIFFERENT'])
    expect(await told()).toBe(earlier + 1)
    const [news, ...more] = await prisma.notificationDelivery.findMany({ where: { event: 'drift.found' } })
    expect([news?.news, more]).toMatchObject([{ by: null, drift: { servers: [name] } }, []])

    await yesterday()
    expect(await releases.checkDueDrift(24)).toBe(true)
    expect(await told()).toBe(earlier + 1)
    pointTo(1, before)
    expect((await check()).map(({ state }) => state)).toEqual(['SAME', 'SAME'])
  })

  it('is not mended for other servers, nor for none, nor while the environment is locked', async () => {
    await expect(fix([])).rejects.toThrow(/at least one/)
    await expect(fix(['00000000-0000-7000-8000-000000000000'])).rejects.toThrow(/servers of production/)
    const lock = 'mutation ($e: ID!) { lockEnvironment(id: $e, reason: "audit") { id } }'
    await product.api.ask(lock, { e: product.environmentId })
    await expect(fix([product.serverIds[0] ?? ''])).rejects.toThrow(/locked.*audit/)
    await product.api.ask('mutation ($e: ID!) { unlockEnvironment(id: $e) { id } }', { e: product.environmentId })
  })
})

describe('the history of a server', () => {
  it('lists what went there, the newest first, with how each went', async () => {
    interface Line {
      number: number
      id: string
      target: { status: string; liveDirectory: string }
    }
    const page = async (after: string | null) =>
      (
        await product.api.ask<{
          server: { releases: { totalCount: number; nodes: Line[]; pageInfo: { endCursor: string } } }
        }>(
          `query ($id: ID!, $after: String) { server(id: $id) { releases(first: 2, after: $after) {
            totalCount pageInfo { endCursor } nodes { id number target(serverId: $id) { status liveDirectory } }
          } } }`,
          { id: product.serverIds[1], after },
        )
      ).server.releases
    const newest = await page(null)
    // Two that shipped to both servers, one that mended this one.
    expect(newest.totalCount).toBe(3)
    const rest = await page(newest.pageInfo.endCursor)
    const all = [...newest.nodes, ...rest.nodes]
    expect(all.map(({ id }) => id).slice(1)).toEqual([second, first])
    expect(all.map(({ target }) => target.status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    const elsewhere = await product.api.ask<{ release: { target: null } }>(
      'query ($id: ID!) { release(id: $id) { target(serverId: "00000000-0000-7000-8000-000000000000") { status } } }',
      { id: second },
    )
    expect(elsewhere.release.target).toBeNull()
  })
})

describe('what a release changes', () => {
  const changes = async (id: string, path = 'index.txt') =>
    (
      await product.api.ask<{
        release: {
          changes: {
            baseCommit: string | null
            commits: { subject: string }[]
            takenBack: { subject: string }[]
            files: { path: string; status: string }[]
            patch: { text: string; binary: boolean; truncated: boolean } | null
          }
        }
      }>(
        `query ($id: ID!, $path: String!) { release(id: $id) { changes {
          baseCommit commits { subject } takenBack { subject } files { path status } patch(path: $path) { text binary truncated }
        } } }`,
        { id, path },
      )
    ).release.changes

  it('is everything for the first, and what lies between for the next', async () => {
    expect(await changes(first)).toMatchObject({
      baseCommit: null,
      commits: [{ subject: 'One' }],
      takenBack: [],
      files: [],
    })
    expect((await changes(first)).patch?.text).toContain('+one')
    expect(await changes(second)).toMatchObject({
      commits: [{ subject: 'Two' }],
      takenBack: [],
      files: [{ path: 'index.txt', status: 'MODIFIED' }],
      patch: { text: '@@ -1 +1 @@\n-one\n+two\n', binary: false, truncated: false },
    })
    // A pattern is only a name, and so is an option.
    for (const path of ['*', ':(top)', '--output=/tmp/x', 'index.txt/..x'])
      expect((await changes(second, path)).patch?.text ?? '').toBe('')
    for (const path of ['', '../index.txt', '/etc/passwd', 'a/../../x'])
      await expect(changes(second, path)).rejects.toThrow(/path of a file/)
  })

  it('is what a rollback takes back', async () => {
    const { rollBack } = await product.api.ask<{ rollBack: { id: string } }>(
      'mutation ($e: ID!, $to: ID) { rollBack(environmentId: $e, toReleaseId: $to) { id } }',
      { e: product.environmentId, to: first },
    )
    expect(await product.ended(rollBack.id)).toBe('SUCCEEDED')
    expect(await changes(rollBack.id)).toMatchObject({ commits: [], takenBack: [{ subject: 'Two' }] })
  })
})
