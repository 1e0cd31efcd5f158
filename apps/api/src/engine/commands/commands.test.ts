import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packed } from '../testing/packed.ts'
import { installedShells, runIn } from '../testing/shells.ts'
import { preflight } from './preflight.ts'
import { EXIT } from './script.ts'
import { settle } from './settle.ts'
import { probe, readState } from './state.ts'
import { switchTo } from './switch.ts'
import { upload } from './upload.ts'
import { userCommand } from './user-command.ts'

const COMMIT = 'c'.repeat(40)
const DIRECTORY = '20261121080000-7'

describe.each(installedShells())('the commands in $name', (shell) => {
  let home: string
  let root: string
  const mine = { path: '~/srv/app', directory: DIRECTORY, environment: 'env-1', fence: 3, owner: 'release 7' }
  const run = (text: string, stdin?: Buffer) => runIn(shell, text, { home, stdin })
  const start = (change: Partial<Parameters<typeof preflight>[0]> = {}) =>
    run(preflight({ ...mine, sharedPaths: [], needKb: 0, ...change }))
  const send = (build: ReturnType<typeof packed>, change: Partial<Parameters<typeof upload>[0]> = {}) =>
    run(
      upload({
        ...mine,
        commit: COMMIT,
        sha256: build.sha256,
        sharedPaths: [],
        attempt: '3-1',
        fileBytes: build.bytes.length,
        offset: 0,
        ...change,
      }),
      build.bytes,
    )
  const end = (change: Partial<Parameters<typeof settle>[0]> = {}) =>
    run(settle({ ...mine, discard: false, keep: 0, protect: [], logLine: '', ...change }))
  const inReleases = () => readdirSync(join(root, 'releases')).sort()

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sendoff-home-'))
    root = join(home, 'srv/app')
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('ship a release, from an empty server to the freed lock', async () => {
    const started = await start()
    expect(started).toMatchObject({ code: 0, stderr: '' })
    expect(readState(started.stdout)).toMatchObject({ live: null, build: null })
    expect(readdirSync(join(root, '.sendoff/lock'))).toEqual(['env-1.3'])

    const build = packed({ 'index.html': 'hello', REVISION: 'not ours' })
    expect(await send(build)).toMatchObject({ code: 0, stdout: 'ready\tyes\narrived\tyes\n', stderr: '' })
    expect(inReleases()).toEqual([DIRECTORY])
    expect(readFileSync(join(root, 'releases', DIRECTORY, 'REVISION'), 'utf8')).toBe(`${COMMIT}\n`)

    const switched = await run(switchTo({ ...mine, sha256: build.sha256 }))
    expect(switched).toMatchObject({ code: 0, stderr: '' })
    expect(readState(switched.stdout)).toMatchObject({ live: DIRECTORY, liveCommit: COMMIT, liveBuild: build.sha256 })
    expect(readlinkSync(join(root, 'current'))).toBe(`releases/${DIRECTORY}`)

    const greeted = await run(userCommand({ ...mine, place: 'current', command: 'cat index.html; pwd; exit 4' }))
    expect(greeted).toMatchObject({ code: 4, stdout: `hello${root}/releases/${DIRECTORY}\n` })

    const ended = await end({ logLine: '{"a":"it\'s"}' })
    expect(readState(ended.stdout)).toMatchObject({ live: DIRECTORY })
    expect(readFileSync(join(root, '.sendoff/log'), 'utf8')).toBe('{"a":"it\'s"}\n')
    expect(existsSync(join(root, '.sendoff/lock'))).toBe(false)
  })

  it('refuse a `current` that is a directory, before anything changed', async () => {
    mkdirSync(join(root, 'current'), { recursive: true })
    expect(await start()).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('is not a link') })
    expect(readdirSync(root)).toEqual(['current'])
  })

  it('refuse a missing shared file, before anything changed', async () => {
    const refused = await start({ sharedPaths: ['storage/', 'config/.env'] })
    expect(refused).toMatchObject({
      code: EXIT.refused,
      stderr: expect.stringContaining('shared/config/.env is missing'),
    })
    expect(existsSync(root)).toBe(false)
  })

  it('refuse when the disk is too small', async () => {
    expect(await start({ needKb: 1e12 })).toMatchObject({
      code: EXIT.refused,
      stderr: expect.stringContaining('are free'),
    })
  })

  it('need no space where the directory is there already', async () => {
    await start()
    await send(packed({ a: '1' }))
    expect(await start({ needKb: 1e12 })).toMatchObject({ code: 0, stderr: '' })
  })

  it('keep a damaged build from being unpacked', async () => {
    await start()
    const build = packed({ a: 'a' })
    const cut = { ...build, bytes: build.bytes.subarray(0, 20) }
    expect(await send(cut)).toMatchObject({
      code: EXIT.damaged,
      stderr: expect.stringContaining('is not what was sent'),
    })
    expect(inReleases()).toEqual([])
    expect(readdirSync(join(root, '.sendoff/incoming'))).toEqual([])
  })

  it('link shared paths, relative, and seed shared directories once', async () => {
    await start()
    writeFileSync(join(root, 'shared/.env'), 'A=1')
    const build = packed({ 'storage/logs/.keep': 'k', '.env': 'mine' })
    const sharedPaths = ['storage/logs/', '.env', 'cache/']
    expect(await send(build, { sharedPaths })).toMatchObject({ code: 0, stderr: '' })
    const release = join(root, 'releases', DIRECTORY)
    expect(readlinkSync(join(release, 'storage/logs'))).toBe('../../../shared/storage/logs')
    expect(readFileSync(join(release, 'storage/logs/.keep'), 'utf8')).toBe('k')
    expect(readFileSync(join(release, '.env'), 'utf8')).toBe('A=1')
    expect(readdirSync(join(release, 'cache'))).toEqual([])
  })

  it('never follow a link of the build out of the release', async () => {
    await start()
    mkdirSync(join(home, 'outside/b'), { recursive: true })
    const refused = await send(packed({ a: { link: join(home, 'outside') } }), { sharedPaths: ['a/b/', 'a/c/d/'] })
    expect(refused).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('leads out of the release') })
    expect(readdirSync(join(home, 'outside'))).toEqual(['b'])
    expect(inReleases()).toEqual([])
    // What stands behind the link was not taken for the first content of the shared directory either.
    expect(existsSync(join(root, 'shared/a'))).toBe(false)
  })

  it('send the same build twice with the same result, and never replace a live one', async () => {
    await start()
    await send(packed({ a: '1' }))
    const second = packed({ a: '2' })
    expect(await send(second, { attempt: '3-2' })).toMatchObject({ code: 0 })
    expect(readFileSync(join(root, 'releases', DIRECTORY, 'a'), 'utf8')).toBe('2')
    await run(switchTo({ ...mine, sha256: second.sha256 }))
    expect(await send(packed({ a: '3' }))).toMatchObject({
      code: EXIT.refused,
      stderr: expect.stringContaining('is live'),
    })
    expect(readFileSync(join(root, 'current/a'), 'utf8')).toBe('2')
  })

  it('switch only to the expected build, and back to a link of any kind', async () => {
    mkdirSync(join(home, 'old'), { recursive: true })
    mkdirSync(root, { recursive: true })
    symlinkSync(join(home, 'old'), join(root, 'current'))
    expect(readState((await start()).stdout)).toMatchObject({ live: join(home, 'old') })
    const build = packed({ a: '1' })
    await send(build)
    const wrong = await run(switchTo({ ...mine, sha256: 'f'.repeat(64) }))
    expect(wrong).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('expected build') })
    await run(switchTo({ ...mine, sha256: build.sha256 }))
    const back = await run(switchTo({ ...mine, directory: join(home, 'old'), sha256: null }))
    expect(back).toMatchObject({ code: 0 })
    expect(readlinkSync(join(root, 'current'))).toBe(join(home, 'old'))
  })

  it('let the highest token of an environment own the server, and no other environment in', async () => {
    await start()
    expect(await start({ environment: 'env-2' })).toMatchObject({
      code: EXIT.locked,
      stderr: expect.stringMatching(/release 7.*rm -r .*env-1\.3/s),
    })
    expect(await start({ fence: 2 })).toMatchObject({ code: EXIT.superseded })
    expect(await start({ fence: 12 })).toMatchObject({ code: 0 })
    expect(readdirSync(join(root, '.sendoff/lock'))).toEqual(['env-1.12'])
    expect(await run(switchTo({ ...mine, sha256: null }))).toMatchObject({ code: EXIT.superseded })
    expect(await end()).toMatchObject({ code: EXIT.superseded })
    expect(await end({ fence: 12 })).toMatchObject({ code: 0 })
    expect(await run(switchTo({ ...mine, sha256: null }))).toMatchObject({ code: EXIT.lockGone })
  })

  it('stop when another attempt takes over between the look at the lock and the note of the process', async () => {
    await start()
    await send(packed({ a: '1' }))
    const takeOver = 'mkdir -p "$lock/$environment.9"; end_group "$mine"; rm -rf "$mine"'
    const text = userCommand({ ...mine, place: `releases/${DIRECTORY}`, command: 'touch ran' })
    const late = text.replace('  read_started "$$"\n', `  read_started "$$"; ${takeOver}\n`)
    expect(late).not.toBe(text)
    expect(await run(late)).toMatchObject({ code: EXIT.superseded })
    expect(existsSync(join(root, 'releases', DIRECTORY, 'ran'))).toBe(false)
  })

  it('end the command of an older attempt, and only that', async () => {
    await start()
    await send(packed({ a: '1' }))
    const place = `releases/${DIRECTORY}`
    const ready = join(home, 'ready')
    const command = `sleep 300 & sleep 300 & touch ${ready}; wait`
    const old = run(userCommand({ ...mine, place, command }))
    const bystander = spawn('sleep', ['300'], { stdio: 'ignore' })
    await expect.poll(() => existsSync(ready)).toBe(true)
    expect(await start({ fence: 4 })).toMatchObject({ code: 0 })
    expect(await old).toMatchObject({ code: null })
    expect(bystander.exitCode).toBeNull()
    bystander.kill('SIGKILL')
  })

  it('clean up only what is old, whole and ours', async () => {
    await start()
    const release = (name: string, marked = true) => {
      mkdirSync(join(root, 'releases', name), { recursive: true })
      if (!marked) return
      writeFileSync(join(root, 'releases', name, 'REVISION'), COMMIT)
      writeFileSync(join(root, 'releases', name, 'BUILD'), 'x')
    }
    const names = [1, 2, 3, 4, 5, 6].map((day) => `2026110${day}000000-${day}`)
    for (const name of names) release(name)
    release('20250101000000-0', false)
    release('by-hand')
    release('20250103000000-0.bak')
    symlinkSync(join(root, 'releases/by-hand'), join(root, 'releases/20250102000000-0'))
    symlinkSync('releases/20261101000000-1', join(root, 'current'))
    mkdirSync(join(root, `releases/.${DIRECTORY}.2-1.partial`))
    writeFileSync(join(root, `.sendoff/incoming/${DIRECTORY}.2-1.tar.gz`), '')
    const cleaned = await end({ keep: 3, protect: ['20261102000000-2'] })
    expect(cleaned).toMatchObject({ code: 0, stderr: '' })
    const kept = [1, 2, 4, 5, 6].map((day) => `2026110${day}000000-${day}`)
    expect(inReleases()).toEqual(['20250101000000-0', '20250102000000-0', '20250103000000-0.bak', ...kept, 'by-hand'])
    expect(readdirSync(join(root, '.sendoff/incoming'))).toEqual([])
  })

  it('discard a release that failed, never one that is live', async () => {
    await start()
    const build = packed({ a: '1' })
    await send(build)
    await run(switchTo({ ...mine, sha256: build.sha256 }))
    await end({ discard: true })
    expect(inReleases()).toEqual([DIRECTORY])
    await start()
    await send(build, { directory: '20261122000000-8' })
    await end({ directory: '20261122000000-8', discard: true })
    expect(inReleases()).toEqual([DIRECTORY])
  })

  const hostile = [
    '$(touch pwned)',
    '`touch pwned`',
    "'; touch pwned; '",
    '"; touch pwned; "',
    '; touch pwned',
    'a\ntouch pwned',
  ]
  it.each([...hostile, '*', '~', '-rf', 'ü 漢', '\\', '../x'])(
    'take %j for a value, never for a command',
    async (value) => {
      const hostileRoot = join(home, value.replaceAll('/', '_'))
      const everywhere = {
        path: hostileRoot,
        directory: value.replaceAll('/', '_'),
        environment: value.replaceAll('/', '_'),
      }
      const build = packed({ a: '1' })
      await start({ ...everywhere, owner: value, sharedPaths: [value] })
      await start({ ...everywhere, owner: value })
      await send(build, {
        ...everywhere,
        commit: value,
        attempt: value.replaceAll('/', '_'),
        sharedPaths: [`${value}/`],
      })
      await run(switchTo({ ...mine, ...everywhere, sha256: value }))
      await run(userCommand({ ...mine, ...everywhere, place: value, command: 'true' }))
      await run(probe(hostileRoot, value))
      await end({ ...everywhere, protect: [value], logLine: value, discard: true })
      const found = readdirSync(home, { recursive: true, encoding: 'utf8' })
      expect(found.filter((name) => name.split('/').at(-1) === 'pwned')).toEqual([])
    },
  )
})
