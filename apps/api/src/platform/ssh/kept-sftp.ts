import type { FileConnections } from '../../engine/remote-files.ts'
import { onAbort } from './abort.ts'
import { factsOf } from './address-facts.ts'
import { openSftp, type SftpConnection } from './open-sftp.ts'
import type { ServerAddress } from './server-address.ts'

interface Kept {
  facts: string
  opened: Promise<SftpConnection>
  users: number
  idle?: NodeJS.Timeout
}

export interface KeptSftpOptions {
  /** How long a connection that nobody uses stays open. Milliseconds. */
  idleMs: number
  /** How many stay open at once without being used; the one that lay longest goes first. */
  most: number
  open?: typeof openSftp
}

/**
 * One SFTP connection per server and person, so that the next folder is there at once: never lent to anybody else, and never
 * used with another address, key or credential than it was made with.
 */
export function keptSftp({ idleMs, most, open = openSftp }: KeptSftpOptions): FileConnections<ServerAddress> {
  const kept = new Map<string, Kept>()

  function forget(key: string, one: Kept): void {
    clearTimeout(one.idle)
    if (kept.get(key) === one) kept.delete(key)
  }
  async function close(key: string, one: Kept): Promise<void> {
    forget(key, one)
    await one.opened.then(
      (connection) => connection.close(),
      () => {},
    )
  }
  function begin(key: string, address: ServerAddress, facts: string): Kept {
    const one: Kept = { facts, users: 0, opened: open(address) }
    kept.set(key, one)
    one.opened.then(
      (connection) => onAbort(connection.lost, () => forget(key, one)),
      () => forget(key, one),
    )
    return one
  }
  function rest(key: string, one: Kept): void {
    if (kept.get(key) !== one) return void close(key, one)
    // The one that rests longest stands first.
    kept.delete(key)
    kept.set(key, one)
    one.idle = setTimeout(() => void close(key, one), idleMs).unref()
    const resting = [...kept].filter(([, { users }]) => users === 0)
    const [oldest] = resting
    if (resting.length > most && oldest) void close(...oldest)
  }

  return {
    async take(address, personId) {
      const key = `${address.id} ${personId}`
      const facts = factsOf(address)
      let one = kept.get(key)
      if (one && one.facts !== facts) {
        forget(key, one)
        if (one.users === 0) void close(key, one)
        one = undefined
      }
      const used = one ?? begin(key, address, facts)
      used.users += 1
      clearTimeout(used.idle)
      let given = false
      const giveBack = () => {
        if (given) return
        given = true
        used.users -= 1
        if (used.users === 0) rest(key, used)
      }
      try {
        const { files, lost } = await used.opened
        return { files, lost, giveBack }
      } catch (error) {
        giveBack()
        throw error
      }
    },
    async stop() {
      await Promise.all([...kept].map(([key, one]) => close(key, one)))
    },
  }
}
