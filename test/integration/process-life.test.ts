import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, watch } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { nativeBindingMissing } from '../../apps/api/src/platform/ssh/ssh-algorithms.ts'
import { startProcess } from '../support/processes.ts'

let data: string
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'sendoff-life-'))
  return () => rm(data, { recursive: true, force: true, maxRetries: 5 })
})

test('a signal while it is still starting ends it cleanly', async () => {
  const changes = watch(data)
  const child = spawn(process.execPath, ['apps/api/dist/main.js'], {
    env: { PATH: process.env.PATH, SENDOFF_DATA: data, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  for await (const { filename } of changes) if (filename === 'database.lock') break
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(printed).toContain('Stopping')
  expect(printed).not.toContain('ready')
  expect(await readdir(data)).not.toContain('database.lock')
})

test('it says once at the start when the native ciphers are missing', async () => {
  const running = await startProcess({ entry: 'main', env: { SENDOFF_DATA: data } })
  expect(await running.stop()).toBe(0)
  expect(running.output().match(/native ciphers/g)?.length ?? 0).toBe(nativeBindingMissing() ? 1 : 0)
})

test('commands say what they did, or what is wrong, and end', async () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['apps/api/dist/main.js', ...args], {
      env: { PATH: process.env.PATH, SENDOFF_DATA: data },
      encoding: 'utf8',
    })
  expect(run('reseal')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('0 credentials, 0 secret variables, 0 notification addresses'),
  })
  expect(run('nonsense')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('reseal, restored, verify, backup <file>'),
  })
})

test('the first password is printed before anybody is answered, also where nobody ever will be', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const child = spawn(process.execPath, ['apps/api/dist/main.js'], {
    env: { PATH: process.env.PATH, SENDOFF_DATA: data, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  expect(await once(child, 'close')).toEqual([1, null])
  taken.close()
  expect(printed).toMatch(/The first user is "admin", the password is \S+/)
  expect(printed.indexOf('The first user')).toBeLessThan(printed.indexOf('EADDRINUSE'))
})
