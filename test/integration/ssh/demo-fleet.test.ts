import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoFleet, startDemoFleet } from '../../../apps/api/src/demo/fleet/fleet.ts'
import { connectTo, failureOf, reasonOf, runOn } from '../../support/remote.ts'
import { remoteShellContract } from './contract.ts'
import { demoAddress } from './demo-address.ts'

const execute = promisify(execFile)
let scratch: string
let fleet: DemoFleet
const start = () =>
  startDemoFleet({ directory: join(scratch, 'fleet'), names: ['one', 'two'], password: 'open sesame' })

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sendoff-demo-'))
  fleet = await start()
  await writeFile(join(scratch, 'key'), fleet.privateKey, { mode: 0o600 })
})
afterAll(async () => {
  await fleet.close()
  await rm(scratch, { recursive: true, force: true })
})

remoteShellContract('the demo server', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sendoff-demo-'))
  const own = await startDemoFleet({ directory, names: ['a'] })
  const [server] = own.servers
  if (server === undefined) throw new Error('no server')
  return {
    home: server.root,
    connect: () => connectTo(demoAddress(own, 0), { limits: { killGraceMs: 600 } }),
    close: async () => {
      await own.close()
      await rm(directory, { recursive: true })
    },
  }
})

const options = (file: string, port: number, flag: string) => [
  ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(scratch, file)}`, '-o', 'BatchMode=yes'],
  ...['-o', 'LogLevel=ERROR', '-o', 'ServerAliveInterval=1', '-i', join(scratch, 'key'), flag, String(port)],
]

test('OpenSSH’s client runs commands, with input and exit status', async () => {
  const { port, root } = fleet.servers[0] ?? { port: 0, root: '' }
  const ssh = (...command: string[]) => execute('ssh', [...options('known', port, '-p'), 'demo@127.0.0.1', ...command])
  expect((await ssh('pwd; sleep 2.2; echo err >&2')).stdout).toBe(`${root}\n`)
  await expect(ssh('exit 9')).rejects.toMatchObject({ code: 9 })
  await expect(ssh('kill -9 $$')).rejects.toMatchObject({ code: 255 })
})

test('scp and sftp move files both ways and stay inside', async () => {
  const { port, root } = fleet.servers[1] ?? { port: 0, root: '' }
  const bytes = randomBytes(5_000_000)
  await writeFile(join(scratch, 'up'), bytes)
  await execute('scp', [...options('known', port, '-P'), join(scratch, 'up'), 'demo@127.0.0.1:sent'])
  expect((await readFile(join(root, 'sent'))).equals(bytes)).toBe(true)
  await writeFile(
    join(scratch, 'batch'),
    [
      'mkdir dir',
      'rename sent dir/moved',
      'ln -s dir/moved link',
      `get dir/moved ${join(scratch, 'down')}`,
      'chmod 600 dir/moved',
      'ls -la',
      '-get ../../../../../../etc/passwd',
      '-ln -s ../../../etc out',
    ].join('\n'),
  )
  await execute('sftp', ['-b', join(scratch, 'batch'), ...options('known', port, '-P'), 'demo@127.0.0.1'])
  expect((await readFile(join(scratch, 'down'))).equals(bytes)).toBe(true)
  expect(await readlink(join(root, 'link'))).toBe('dir/moved')
  expect((await stat(join(root, 'dir/moved'))).mode & 0o777).toBe(0o600)
  await expect(readlink(join(root, 'out'))).rejects.toThrow('ENOENT')
  await symlink('/etc', join(root, 'planted'))
  const steal = execute('scp', [
    ...options('known', port, '-P'),
    'demo@127.0.0.1:planted/passwd',
    join(scratch, 'stolen'),
  ])
  await expect(steal).rejects.toThrow()
})

test('the password signs in, another does not', async () => {
  const connection = await connectTo({ ...demoAddress(fleet, 0), auth: { password: 'open sesame' } })
  expect((await runOn(connection, 'echo in')).stdout).toBe('in\n')
  await connection.close()
  expect(await reasonOf(connectTo({ ...demoAddress(fleet, 0), auth: { password: 'wrong' } }))).toBe('SIGN_IN_REFUSED')
  expect(await reasonOf(connectTo({ ...demoAddress(fleet, 0), username: 'root' }))).toBe('SIGN_IN_REFUSED')
})

test('one demo server is a jump host for another', async () => {
  const connection = await connectTo({ ...demoAddress(fleet, 1), jump: demoAddress(fleet, 0) })
  expect((await runOn(connection, 'pwd')).stdout).toBe(`${fleet.servers[1]?.root}\n`)
  await connection.close()
})

test('a second start is the same fleet', async () => {
  const before = fleet.servers.map(({ name, port, hostKeyFingerprint }) => ({ name, port, hostKeyFingerprint }))
  const key = fleet.privateKey
  await fleet.close()
  fleet = await start()
  expect(fleet.servers.map(({ name, port, hostKeyFingerprint }) => ({ name, port, hostKeyFingerprint }))).toEqual(
    before,
  )
  expect(fleet.privateKey).toBe(key)
})

test('hostile names are refused before anything is made', async () => {
  for (const name of ['', '..', 'a/b', '$(id)', 'a\nb', '--x y', 'x'.repeat(64)]) {
    const failure = await failureOf(startDemoFleet({ directory: join(scratch, 'hostile'), names: [name] }))
    expect(failure.message).toContain('not a name')
  }
  await expect(stat(join(scratch, 'hostile'))).rejects.toThrow('ENOENT')
})
