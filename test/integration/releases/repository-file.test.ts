import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReleaseSnapshot } from '../../../apps/api/src/engine/types.ts'
import { createRepositorySettings } from '../../../apps/api/src/modules/repository-file/repository-settings.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'
import { type MirrorBench, openMirrorBench } from '../../support/repositories.ts'

let database: Database
let bench: MirrorBench
let house: ReleaseHouse
beforeAll(async () => {
  bench = await openMirrorBench()
  database = await openTestDatabase()
  house = await createReleaseHouse(database, {
    settings: createRepositorySettings({
      mirrorOf: async () => bench.mirror,
      environmentsOf: async () => ['staging'],
    }),
    revisions: {
      async resolve(_project, revision) {
        await bench.mirror.refresh()
        return { commit: await bench.mirror.resolve(revision), subject: null }
      },
    },
  })
})
afterAll(async () => {
  house.close()
  await database.close()
  await bench.close()
})

type Use = 'IGNORE' | 'FALLBACK' | 'WINS'
const file = `build: make
restart: restart-by-file
shared: [.env]
exclude: ['*.map']
environments: { staging: { hooks: { afterUpload: warm } } }
`

/** An environment whose page says how to build and check, and a branch of its own. */
async function open(use: Use) {
  const seeded = await seedEnvironment(house)
  const page = { buildCommand: 'build-by-page', checkCommand: 'check-by-page' }
  const set = (data: object) => house.prisma.environment.update({ where: { id: seeded.environmentId }, data })
  await set({ ...page, repositoryFile: use })
  const branch = seeded.environmentId
  const commit = (files: Parameters<typeof bench.repository.commit>[0]) => bench.repository.commit(files, { branch })
  const snapshotOf = async ({ id }: { id: string }) => {
    const { snapshot } = await house.prisma.release.findUniqueOrThrow({ where: { id } })
    return snapshot as unknown as ReleaseSnapshot
  }
  const ship = async () => {
    const release = await house.releases.createRelease(seeded.viewer, { ...seeded, revision: branch })
    return { ...release, snapshot: await snapshotOf(release) }
  }
  return { ...seeded, commit, ship, set, snapshotOf }
}

const at = (threshold: number) => ({ comparison: 'ABOVE', threshold, watchSeconds: 60, everySeconds: 10 })

describe('sendoff.yml of the commit that is shipped', () => {
  it.each([
    ['IGNORE', [['errors', 2]], []],
    [
      'FALLBACK',
      [
        ['errors', 2],
        ['queue', 40],
      ],
      ['gates.queue'],
    ],
    [
      'WINS',
      [
        ['errors', 5],
        ['queue', 40],
      ],
      ['gates.errors', 'gates.queue'],
    ],
  ] as const)(
    'bounds the numbers of probes as the environment decides, and asks for none of its own: %s',
    async (use, gates, from) => {
      const { commit, ship, environmentId, viewer, snapshotOf } = await open(use)
      const probe = {
        environmentId,
        kind: 'HTTP',
        url: 'http://127.0.0.1:9/',
        unit: 'NUMBER',
        everySeconds: 30,
      } as const
      const probes = [
        { ...probe, name: 'errors', gate: at(2) },
        { ...probe, name: 'queue' },
        { ...probe, name: 'charted' },
      ]
      await house.prisma.probe.createMany({ data: probes })
      await commit({ 'sendoff.yml': 'gates: { errors: { above: 5 }, queue: { above: 40 } }' })
      const first = await ship()
      expect(first.snapshot.gates).toMatchObject(
        gates.map(([name, threshold]) => ({ name, url: probe.url, ...at(threshold) })),
      )
      expect(first.snapshot.fromRepository).toEqual(from)
      await house.prisma.release.update({ where: { id: first.id }, data: { status: 'SUCCEEDED' } })
      const back = await snapshotOf(await house.releases.rollBack(viewer, environmentId, first.id))
      expect([back.gates, back.fromRepository]).toEqual([[], []])
      await commit({ 'sendoff.yml': 'gates: { errs: { above: 5 } }' })
      if (use !== 'IGNORE') await expect(ship()).rejects.toThrow('Did you mean "errors"?')
    },
  )

  it.each([
    [
      'IGNORE',
      { buildCommand: 'build-by-page', restartCommand: null, sharedPaths: [], packing: null, fromRepository: [] },
    ],
    [
      'FALLBACK',
      {
        buildCommand: 'build-by-page',
        restartCommand: 'restart-by-file',
        fromRepository: ['afterUploadCommand', 'restartCommand', 'sharedPaths', 'exclude'],
      },
    ],
    [
      'WINS',
      {
        buildCommand: 'make',
        afterUploadCommand: 'warm',
        checkCommand: 'check-by-page',
        sharedPaths: ['.env'],
        packing: { include: [], exclude: ['*.map'] },
        fromRepository: ['buildCommand', 'afterUploadCommand', 'restartCommand', 'sharedPaths', 'exclude'],
      },
    ],
  ] as const)('counts as the environment decides: %s', async (use, expected) => {
    const { commit, ship } = await open(use)
    await commit({ 'sendoff.yml': file })
    const { snapshot } = await ship()
    expect(snapshot).toMatchObject(expected)
  })

  it('plans the steps that it asks for', async () => {
    const { commit, ship } = await open('FALLBACK')
    await commit({ 'sendoff.yml': 'hooks: { afterFetch: x }' })
    const { id } = await ship()
    expect(await house.prisma.step.count({ where: { releaseId: id, key: 'hook:after-fetch' } })).toBe(1)
  })

  it('may be missing, and may end a command', async () => {
    const { commit, ship } = await open('WINS')
    await commit({ 'index.html': 'x' })
    expect((await ship()).snapshot).toMatchObject({ buildCommand: 'build-by-page', fromRepository: [] })
    await commit({ 'sendoff.yml': 'build: null\ncheck:\n' })
    expect((await ship()).snapshot).toMatchObject({ buildCommand: null, checkCommand: null })
  })

  it.each([
    [
      'a mistake',
      { 'sendoff.yml': 'build: x\nrestrat: y\n' },
      'line 2: "restrat" is not known here. Did you mean "restart"?',
    ],
    ['a link', { 'sendoff.yml': { content: '/etc/passwd', mode: '120000' } }, 'It is not a file.'],
    ['a directory', { 'sendoff.yml/x': 'y' }, 'It is not a file.'],
    ['something huge', { 'sendoff.yml': `# ${'x'.repeat(66_000)}` }, 'larger than 64 KB'],
  ])('makes no release with %s', async (_what, files, message) => {
    const { commit, ship, set } = await open('FALLBACK')
    await commit(files as Parameters<typeof bench.repository.commit>[0])
    await expect(ship()).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      extensions: { fields: [{ path: 'input.revision', message: expect.stringContaining(message) }] },
    })
    await set({ repositoryFile: 'IGNORE' })
    expect((await ship()).snapshot.buildCommand).toBe('build-by-page')
  })

  it('goes back to what the file said then, without asking the repository', async () => {
    const { commit, ship, set, viewer, environmentId, snapshotOf } = await open('FALLBACK')
    await commit({ 'sendoff.yml': file })
    const first = await ship()
    await house.prisma.release.update({ where: { id: first.id }, data: { status: 'SUCCEEDED' } })
    await commit({ 'sendoff.yml': 'restart: newer' })
    await set({ checkCommand: 'check-of-today' })
    const back = async () => snapshotOf(await house.releases.rollBack(viewer, environmentId, first.id))
    expect(await back()).toMatchObject({
      restartCommand: 'restart-by-file',
      afterUploadCommand: 'warm',
      checkCommand: 'check-of-today',
      sharedPaths: ['.env'],
      packing: { include: [], exclude: ['*.map'] },
      fromRepository: ['afterUploadCommand', 'exclude', 'restartCommand', 'sharedPaths'],
    })
    await set({ restartCommand: 'restart-by-page' })
    expect(await back()).toMatchObject({ restartCommand: 'restart-by-page' })
    await set({ repositoryFile: 'IGNORE' })
    expect(await back()).toMatchObject({
      restartCommand: 'restart-by-page',
      sharedPaths: [],
      afterUploadCommand: 'warm',
    })
  })

  it('shows what it would do before it is used, also where it is ignored or wrong', async () => {
    const { commit, environment } = await open('IGNORE')
    const settings = createRepositorySettings({ mirrorOf: async () => bench.mirror, environmentsOf: async () => [] })
    const id = await commit({ 'sendoff.yml': 'bild: x' })
    await bench.mirror.refresh()
    const owner = { ...environment, packing: null, probes: [] }
    expect(await settings.settingsAt(owner, id)).toMatchObject({ found: true, use: 'IGNORE', problems: [] })
    const wrong = await settings.settingsAt({ ...owner, repositoryFile: 'WINS' }, id)
    expect(wrong).toMatchObject({ problems: [{ line: 1, blocks: true }], fromRepository: [] })
  })
})
