import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadMasterKeyFile } from './master-key-file.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-key-'))
})
afterEach(() => rm(directory, { recursive: true }))

const file = () => path.join(directory, 'master.key')

test('is made once, for the owner only, and stays', async () => {
  const [key] = await loadMasterKeyFile(directory)
  expect(key).toHaveLength(32)
  expect((await stat(file())).mode & 0o777).toBe(0o600)
  expect(await loadMasterKeyFile(directory)).toEqual([key])
})

test('processes that start at the same time get the same key and leave nothing else behind', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadMasterKeyFile(directory)))
  expect(new Set(keys.map(([key]) => key?.toString('hex'))).size).toBe(1)
  expect(await readdir(directory)).toEqual(['master.key'])
})

test('a second line is a former key', async () => {
  const [former] = await loadMasterKeyFile(directory)
  await writeFile(file(), `${Buffer.alloc(32, 7).toString('base64')}\n${await readFile(file(), 'utf8')}`)
  expect(await loadMasterKeyFile(directory)).toEqual([Buffer.alloc(32, 7), former])
})

test('a file that others may read is refused, with the command that helps', async () => {
  await loadMasterKeyFile(directory)
  await chmod(file(), 0o644)
  await expect(loadMasterKeyFile(directory)).rejects.toThrow('chmod 600')
})

test.each(['', 'hello', 'AAAA', `${Buffer.alloc(32).toString('base64')} rubbish`])(
  'a damaged file (%j) is refused, never replaced',
  async (text) => {
    await writeFile(file(), text, { mode: 0o600 })
    await expect(loadMasterKeyFile(directory)).rejects.toThrow('backup')
    expect(await readFile(file(), 'utf8')).toBe(text)
  },
)
