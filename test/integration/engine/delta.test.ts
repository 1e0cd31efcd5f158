import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, type ReleaseWorld } from '../../support/release-world.ts'

describe('a release to servers that have the one before', () => {
  let world: ReleaseWorld
  let servers: Awaited<ReturnType<typeof localServers>>
  beforeEach(async () => {
    servers = await localServers(2)
    world = await createReleaseWorld(servers.servers, servers.remote)
    world.changes = 'ONE'
  })
  afterEach(async () => {
    await world.dispose()
    await servers.dispose()
  })
  const fileOf = (server: number, directory: string, name: string) =>
    join(servers.servers[server]?.home ?? '', 'app/releases', directory, name)

  it('sends one changed file, and says so', async () => {
    const one = await world.release()
    const sizeBytes = one.journal.build?.sizeBytes ?? 0
    expect(one.journal.messages.get('upload:web-1')).toBe(`${(sizeBytes / 1000).toFixed(0)} kB sent.`)
    expect(one.journal.targets.get('web-1')).toMatchObject({ sentBytes: sizeBytes, reusedBytes: 0 })

    const two = await world.release()
    expect(two.outcome.status).toBe('SUCCEEDED')
    for (const id of ['web-1', 'web-2']) {
      const { sentBytes = 0, reusedBytes = 0 } = two.journal.targets.get(id) ?? {}
      expect(sentBytes).toBeLessThan(sizeBytes / 10)
      expect(sentBytes + reusedBytes).toBe(two.journal.build?.sizeBytes)
      expect(two.journal.messages.get(`upload:${id}`)).toContain(`taken over from ${one.snapshot.directory}.`)
    }
    for (const name of ['public/0.bin', 'public/39.bin']) {
      const [old, fresh] = [one, two].map(({ snapshot }) => fileOf(0, snapshot.directory, name)) as [string, string]
      expect(statSync(fresh).ino).not.toBe(statSync(old).ino)
      expect(readFileSync(fresh).equals(readFileSync(old))).toBe(name === 'public/39.bin')
    }
  })

  it('sends what was changed on one of them, there', async () => {
    const one = await world.release()
    const file = fileOf(0, one.snapshot.directory, 'public/7.bin')
    appendFileSync(file, 'changed by the app')
    utimesSync(file, new Date(), new Date(Date.now() + 60_000))
    const two = await world.release()
    const [first, second] = ['web-1', 'web-2'].map((id) => two.journal.targets.get(id)?.sentBytes ?? 0)
    expect(first).toBeGreaterThan((second ?? 0) + 9000)
    expect(readFileSync(fileOf(0, two.snapshot.directory, 'public/7.bin'))).toHaveLength(9000)
  })

  it('sends the whole where a file was changed behind our back, and BUILD is as true as ever', async () => {
    const one = await world.release()
    const file = fileOf(0, one.snapshot.directory, 'public/7.bin')
    const { mtime } = statSync(file)
    writeFileSync(file, Buffer.alloc(9000))
    utimesSync(file, mtime, mtime)
    const two = await world.release()
    expect(two.outcome.status).toBe('SUCCEEDED')
    expect(two.journal.targets.get('web-1')?.sentBytes).toBeGreaterThan(two.journal.build?.sizeBytes ?? 0)
    expect(two.journal.targets.get('web-1')?.reusedBytes).toBe(0)
    expect(two.journal.logs.get('upload:web-1')).toContain('is not what was shipped')
    expect(two.journal.targets.get('web-2')?.reusedBytes).toBeGreaterThan(300_000)
    const [there, elsewhere] = [0, 1].map((n) => readFileSync(fileOf(n, two.snapshot.directory, 'public/7.bin')))
    expect(there?.equals(elsewhere ?? Buffer.alloc(0))).toBe(true)
  })

  it('takes over from another release when the live one is unknown', async () => {
    const one = await world.release()
    const two = await world.release()
    writeFileSync(fileOf(0, two.snapshot.directory, 'BUILD'), 'f'.repeat(64))
    const three = await world.release()
    expect(three.journal.messages.get('upload:web-1')).toContain(`taken over from ${one.snapshot.directory}.`)
    expect(three.journal.messages.get('upload:web-2')).toContain(`taken over from ${two.snapshot.directory}.`)
  })
})
