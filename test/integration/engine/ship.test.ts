import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, releasesOn } from '../../support/release-world.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld

beforeEach(async () => {
  local = await localServers(3)
  world = await createReleaseWorld(local.servers, local.remote)
})
afterEach(async () => {
  await world.dispose()
  await local.dispose()
})

const at = (index: number) => {
  const server = local.servers[index]
  if (!server) throw new RangeError(`no server ${index}`)
  return server
}

it('ships to all servers and tells each step', async () => {
  const { outcome, journal, snapshot } = await world.release(
    {
      buildCommand: 'echo building; echo $GREETING > greeting.txt',
      afterFetchCommand: 'ls commit.txt',
      beforeUploadCommand: 'echo more > more.txt',
      afterUploadCommand: 'cat greeting.txt; echo prepared > prepared.txt',
      restartCommand: 'echo restarting $SENDOFF_SERVER $SENDOFF_RELEASE',
      checkCommand:
        'test -f prepared.txt && test -f more.txt && test "$SECRET" = \'$(secret)\' && test -n "$SENDOFF_DIRECTORY"',
    },
    {
      variables: [
        { name: 'GREETING', value: 'hello', secret: false },
        { name: 'SECRET', value: '$(secret)', secret: true },
      ],
    },
  )
  expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
  expect(new Set(journal.statuses.values())).toEqual(new Set(['SUCCEEDED']))
  expect(local.servers.map(liveOn)).toEqual(Array(3).fill(snapshot.directory))
  expect(journal.logs.get('hook:after-upload:web-2')).toBe('hello\n')
  expect(journal.logs.get('restart:web-3')).toBe('restarting web-3 1\n')
  expect(journal.targets.get('web-1')).toMatchObject({ status: 'SUCCEEDED', activated: true, previousDirectory: null })
  expect(journal.build?.fileCount).toBe(43)
  const line = JSON.parse(readFileSync(join(at(0).home, 'app/.sendoff/log'), 'utf8')) as { outcome: string }
  expect(line.outcome).toBe('succeeded')
})

it('builds the same thing once, sends nothing twice', async () => {
  const commit = 'a'.repeat(40)
  const first = await world.release({ commit })
  const second = await world.release({ commit })
  expect(world.counts).toEqual({ exported: 1, packed: 1 })
  expect(second.journal.messages.get('fetch')).toBe('Same build as before.')
  expect(second.journal.targets.get('web-1')?.previousDirectory).toBe(first.snapshot.directory)
  const again = await world.release({ commit, directory: second.snapshot.directory })
  expect(again.outcome.status).toBe('SUCCEEDED')
  expect(again.journal.messages.get('upload:web-1')).toBe('Still on the server.')
})

it('rolls back to what is still on the servers without building or sending', async () => {
  const first = await world.release({ restartCommand: 'echo one' })
  await world.release({})
  const build = first.journal.build?.sha256 ?? null
  const back = await world.release({ ...first.snapshot, kind: 'ROLLBACK', number: 3, buildSha256: build })
  expect(back.outcome.status).toBe('SUCCEEDED')
  expect(local.servers.map(liveOn)).toEqual(Array(3).fill(first.snapshot.directory))
  for (const key of ['fetch', 'build', 'package', 'upload:web-1'])
    expect(back.journal.statuses.get(key)).toBe('SKIPPED')
  expect(back.journal.logs.get('restart:web-1')).toBe('one\n')
})

it('sends the cached build to a server that lost it, for a rollback', async () => {
  const first = await world.release()
  await world.release({})
  rmSync(join(at(1).home, 'app/releases', first.snapshot.directory), { recursive: true })
  const build = first.journal.build?.sha256 ?? null
  const back = await world.release({ ...first.snapshot, kind: 'ROLLBACK', number: 3, buildSha256: build })
  expect(back.outcome.status).toBe('SUCCEEDED')
  expect(back.journal.statuses.get('package')).toBe('SKIPPED')
  expect(back.journal.statuses.get('upload:web-1')).toBe('SKIPPED')
  expect(back.journal.statuses.get('upload:web-2')).toBe('SUCCEEDED')
  expect(world.counts.packed).toBe(2)
})

it('keeps the newest releases, the previous one and pinned ones', async () => {
  const names: string[] = []
  for (let round = 0; round < 5; round++) {
    const { snapshot } = await world.release({ keepReleases: 2, pinnedDirectories: names.slice(0, 1) })
    names.push(snapshot.directory)
  }
  expect(releasesOn(at(0))).toEqual([names[0], names[3], names[4]])
})

it('links shared paths and refuses to start without a shared file, naming every server', async () => {
  const sharedPaths = ['storage/', '.env']
  const refused = await world.release({ sharedPaths, buildCommand: 'false' })
  expect(refused.outcome.status).toBe('FAILED')
  expect(refused.outcome.failure).toMatch(/web-1: .*shared\/\.env is missing[\s\S]*web-3:/)
  expect(refused.journal.statuses.get('build')).toBe('CANCELLED')
  for (const { home } of local.servers) {
    mkdirSync(join(home, 'app/shared'), { recursive: true })
    writeFileSync(join(home, 'app/shared/.env'), 'A=1')
  }
  expect((await world.release({ sharedPaths })).outcome.status).toBe('SUCCEEDED')
  expect(readFileSync(join(at(2).home, 'app/current/.env'), 'utf8')).toBe('A=1')
})
