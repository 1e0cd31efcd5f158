import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { listFiles } from '../commands/list-files.ts'
import { CommandTimedOut } from '../errors.ts'
import type { Run, ServerRun } from './run-state.ts'

const LIMIT_MS = 60_000
/** Of the list as it travels, and unpacked. */
const MOST_BYTES = 8 * 1024 ** 2
const MOST_UNPACKED = 64 * 1024 ** 2

/**
 * The files of a release on a server that are still as they were unpacked; each byte of a name as one character. Null when
 * the server does not tell.
 */
export async function filesLeft(run: Run, server: ServerRun, directory: string): Promise<Set<string> | null> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    const exit = await server.link.run(listFiles(run.snapshot.path, directory), {
      signal: server.work,
      totalTimeoutMs: LIMIT_MS,
      onOutput({ stream, bytes }) {
        if (stream === 'STDERR') return
        size += bytes.length
        if (size <= MOST_BYTES) pieces.push(Buffer.from(bytes))
      },
    })
    if (exit.code !== 0 || size > MOST_BYTES) return null
  } catch (error) {
    if (error instanceof CommandTimedOut) return null
    throw error
  }
  const text = await promisify(gunzip)(Buffer.concat(pieces), { maxOutputLength: MOST_UNPACKED }).catch(() => null)
  if (text === null) return null
  const names = text.toString('latin1').split('\0')
  return new Set(names.map((name) => name.replace(/^\.\//, '')))
}
