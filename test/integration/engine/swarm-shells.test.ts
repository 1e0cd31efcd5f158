import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aria2Settings } from '../../../apps/api/src/engine/commands/aria2-settings.ts'
import { joinSwarm, swarmPlace } from '../../../apps/api/src/engine/commands/join-swarm.ts'
import { preflight } from '../../../apps/api/src/engine/commands/preflight.ts'
import { settle } from '../../../apps/api/src/engine/commands/settle.ts'
import { unpackFromSwarm } from '../../../apps/api/src/engine/commands/unpack-from-swarm.ts'
import { DEFAULT_DISTRIBUTION } from '../../../apps/api/src/engine/distribution.ts'
import type { Swarm } from '../../../apps/api/src/engine/swarm-port.ts'
import { packed } from '../../../apps/api/src/engine/testing/packed.ts'
import { installedShells, runIn, type Shell } from '../../../apps/api/src/engine/testing/shells.ts'
import { createArtifactStore } from '../../../apps/api/src/platform/build/artifacts.ts'
import { eventually } from '../../support/releases.ts'
import { aria2Below, swarmsOf } from '../../support/swarm.ts'

const directory = '20261121080000-7'
const mine = { path: '~/app', directory, environment: 'env-1', fence: 3 }

/** busybox has no aria2 of its own; the server's stands beside its tools. */
function withAria2(shell: Shell): Shell {
  if (shell.name !== 'busybox' || existsSync(join(shell.path, 'aria2c'))) return shell
  symlinkSync('/usr/bin/aria2c', join(shell.path, 'aria2c'))
  return shell
}

describe.each(installedShells().map(withAria2))('a server whose shell is $name', (shell) => {
  let home: string
  let swarm: Swarm
  const build = packed({ 'index.txt': 'tea\n', 'noise.bin': randomBytes(300_000).toString('hex') })
  const child = { current: null as ReturnType<typeof spawn> | null }

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sendoff-shells-'))
    const file = join(home, 'build.tar.gz')
    await writeFile(file, build.bytes)
    const store = await createArtifactStore({ directory: join(home, 'store') })
    const artifact = { file, sha256: build.sha256, sizeBytes: build.bytes.length, fileCount: 2 }
    swarm = await swarmsOf()(store).begin(artifact, { members: ['a'], encryption: false })
    const started = await runIn(shell, preflight({ ...mine, owner: 'release 7', sharedPaths: [], needKb: 0 }), { home })
    expect(started).toMatchObject({ code: 0, stderr: '' })
  })
  afterEach(async () => {
    child.current?.kill('SIGKILL')
    await swarm.end()
    expect(aria2Below(home)).toEqual([])
    rmSync(home, { recursive: true, force: true })
  })

  /** As the adapters start it: with a group of its own, and somebody who listens. */
  function takePart() {
    const text = joinSwarm({
      ...{ ...mine, ...DEFAULT_DISTRIBUTION, portRange: '27800-27990', attempt: '3-s', mostSeconds: 60 },
      ...{ trackerHost: '127.0.0.1', trackerPort: swarm.tracker.port, passkey: swarm.passkeyOf('a') },
    })
    const [program = 'sh', ...words] = shell.command
    const env = { PATH: shell.path, HOME: home }
    const process_ = spawn(program, [...words, '-c', text], { cwd: home, env, detached: true })
    child.current = process_
    const printed = { out: '' }
    process_.stdout.on('data', (bytes) => {
      printed.out += bytes
    })
    process_.stderr.resume()
    process_.stdin.end(swarm.torrent)
    const ended = new Promise<number | null>((resolve) => process_.once('close', resolve))
    return { printed, ended, pid: process_.pid ?? 0, deaf: () => process_.stdout.destroy() }
  }
  const place = () => join(home, 'app', swarmPlace({ directory, attempt: '3-s' }))
  /** What was whole stays for the unpacking, until the release ends there. */
  async function expectTidied() {
    const end = settle({ ...mine, owner: '', discard: false, keep: 0, protect: [], logLine: '' })
    expect(await runIn(shell, end, { home })).toMatchObject({ code: 0 })
    expect(readdirSync(join(home, 'app/.sendoff/incoming'))).toEqual([])
  }
  const unpack = () =>
    unpackFromSwarm({ ...mine, commit: 'c'.repeat(40), sha256: build.sha256, sharedPaths: [], attempt: '3-s' })

  it('takes it, unpacks it, gives it on, and leaves nothing when it is sent home', async () => {
    const { printed, ended, pid } = takePart()
    await eventually(async () => /^(whole|\[#\S+ SEED)/m.test(printed.out), 30_000)
    expect(existsSync(join(place(), 'conf'))).toBe(true)
    expect(readFileSync(join(place(), 'conf'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(aria2Settings({ ...DEFAULT_DISTRIBUTION, portRange: '27800-27990', mostSeconds: 60 })),
    )
    expect(await runIn(shell, unpack(), { home })).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(home, 'app/releases', directory, 'index.txt'), 'utf8')).toBe('tea\n')
    expect(aria2Below(join(home, 'app'))).toHaveLength(1)
    process.kill(-pid, 'SIGTERM')
    await ended
    expect(aria2Below(join(home, 'app'))).toEqual([])
    await expectTidied()
  })

  it('goes home by itself when nobody listens any more', async () => {
    const { printed, ended, deaf } = takePart()
    await eventually(async () => printed.out.length > 0, 30_000)
    deaf()
    await ended
    expect(aria2Below(join(home, 'app'))).toEqual([])
    await expectTidied()
  })

  it('does not unpack what is not what was packed', async () => {
    const { printed, ended, pid } = takePart()
    await eventually(async () => /^(whole|\[#\S+ SEED)/m.test(printed.out), 30_000)
    await writeFile(join(place(), 'artifact'), Buffer.from(build.bytes).fill(0, 100, 200))
    const refused = await runIn(shell, unpack(), { home })
    expect(refused.code).toBe(66)
    expect(existsSync(join(home, 'app/releases', directory))).toBe(false)
    process.kill(-pid, 'SIGTERM')
    await ended
    await expectTidied()
  })
})
