import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Which process holds something on a disk that other processes, perhaps on other machines, may share. */
export interface Owner {
  pid: number
  host: string
  /** When the process started, as the kernel counts it, so that a reused pid is not mistaken; null where it is not told. */
  started: string | null
}

export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, host: hostname(), started: await startOf(process.pid) }
}

/**
 * `GONE` and `ALIVE` are certain; `ELSEWHERE` cannot be told from here (another machine or container) and needs a sign
 * of life of another kind.
 */
export async function stateOf(owner: Owner): Promise<'ALIVE' | 'GONE' | 'ELSEWHERE'> {
  if (owner.host !== hostname()) return 'ELSEWHERE'
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'GONE'
  }
  return owner.started !== null && (await startOf(owner.pid)) !== owner.started ? 'GONE' : 'ALIVE'
}

/** Reads what an owner wrote; null when it is not (or only half) there. */
export async function readOwner(file: string): Promise<(Owner & { token?: string }) | null> {
  try {
    const owner: unknown = JSON.parse(await readFile(file, 'utf8'))
    const looksRight = typeof owner === 'object' && owner !== null && 'pid' in owner && 'host' in owner
    return looksRight ? (owner as Owner) : null
  } catch {
    return null
  }
}

async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  // A zombie holds nothing any more.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null)
}
