import { setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { foreignText } from './foreign-text.ts'
import type { SshLimits } from './ssh-limits.ts'

/**
 * Fires, with the reason, when the connection is gone: closed by either side, broken, or silent for
 * `keepaliveMisses` pings. Silent means that not one byte came in, so that a link full of upload does not count.
 */
export function watchLiveness(client: Client, socket: Duplex, limits: SshLimits): AbortSignal {
  const lost = new AbortController()
  // Every command on the connection listens.
  setMaxListeners(0, lost.signal)
  let heard = true
  let misses = 0
  const listen = (): void => {
    heard = true
  }
  const lose = (reason: string): void => {
    clearInterval(timer)
    if (!lost.signal.aborted) lost.abort(new Error(reason))
  }
  const timer = setInterval(() => {
    misses = heard ? 0 : misses + 1
    heard = false
    if (misses < limits.keepaliveMisses) return
    lose(`nothing came from the server for ${Math.round((limits.keepaliveMs * misses) / 1000)} s`)
    client.destroy()
  }, limits.keepaliveMs)
  timer.unref()
  socket.on('data', listen)
  client.on('error', (error) => lose(foreignText(error.message)))
  client.on('end', () => lose('the server ended the connection'))
  client.on('close', () => lose('the connection was closed'))
  return lost.signal
}
