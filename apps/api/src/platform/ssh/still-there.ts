import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { onAbort, within } from './abort.ts'
import type { ServerAddress } from './server-address.ts'
import type { SshPath } from './ssh-path.ts'

export interface StillThereOptions {
  timeoutMs: number
  signal?: AbortSignal
  /** The addresses that a name has now. */
  resolve?: (host: string) => Promise<string[]>
}

const resolveName = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address)

/** Whether an idle connection still leads where the address says, and answers. Never throws; in time, whatever happens. */
export async function isStillThere(path: SshPath, address: ServerAddress, options: StillThereOptions) {
  const { timeoutMs, signal, resolve = resolveName } = options
  const both = Promise.all([answers(path, signal), leadsThere(path, address, resolve)])
  return (await within(both, timeoutMs, [false])).every(Boolean)
}

/**
 * One round trip. The request names a forwarding that was never asked for: a server refuses it and does nothing, and any
 * answer at all is a sign of life. ssh2 offers no ping whose answer could be awaited.
 */
function answers(path: SshPath, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (alive: boolean): void => {
      for (const stop of listening) stop()
      resolve(alive)
    }
    const listening = [onAbort(path.lost, () => settle(false)), onAbort(signal, () => settle(false))]
    try {
      path.client.unforwardIn('127.0.0.1', 1, () => settle(!path.lost.aborted))
    } catch {
      settle(false)
    }
  })
}

/** A name may point to another machine by now. Behind a jump host only the jump host knows. */
async function leadsThere(path: SshPath, address: ServerAddress, resolve: (host: string) => Promise<string[]>) {
  let first = address
  while (first.jump !== null) first = first.jump
  if (isIP(first.host) !== 0) return true
  const now = await resolve(first.host).catch((): string[] => [])
  return path.reachedAt !== undefined && now.includes(path.reachedAt)
}
