import { type Client, createClient } from 'graphql-ws'
import { backoff } from './backoff.ts'
import { noteTransport, transport } from './transport.ts'

/** Application close codes after which trying again is pointless: the session is gone. */
const sessionGone = new Set([4401, 4403])
/** A pong must come back within this time, else the socket is dead although nobody told us. */
const pongTimeoutMs = 5_000

const endpoint = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`

/** Resolves after `ms`, or at once when the page comes online or into view again. */
function waitOrWake(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      if (!navigator.onLine) return noteTransport({ state: 'offline' })
      clearTimeout(timer)
      removeEventListener('online', finish)
      document.removeEventListener('visibilitychange', wake)
      resolve()
    }
    const wake = () => document.visibilityState === 'visible' && finish()
    const timer = setTimeout(finish, ms)
    addEventListener('online', finish)
    document.addEventListener('visibilitychange', wake)
  })
}

/** The one WebSocket of the page. It reconnects for ever; streams resume by their cursors. */
export function createSocket(onSessionGone: () => void): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url: endpoint,
    lazyCloseTimeout: 5_000,
    keepAlive: 10_000,
    connectionAckWaitTimeout: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (attempt) => {
      const wait = backoff(attempt)
      noteTransport({ state: 'waiting', retryAt: Date.now() + wait, failures: transport.failures + 1 })
      return waitOrWake(wait)
    },
    on: {
      connecting: () => noteTransport({ state: 'connecting' }),
      connected: () => noteTransport({ state: 'connected', failures: 0 }),
      closed: (event) => {
        clearTimeout(pongTimer)
        const { code } = event as CloseEvent
        if (sessionGone.has(code)) onSessionGone()
        if (transport.state === 'connected') noteTransport({ state: 'idle' })
      },
      ping: (received) => {
        if (received) return
        pongTimer = setTimeout(() => client.terminate(), pongTimeoutMs)
      },
      pong: (received) => received && clearTimeout(pongTimer),
    },
  })
  return client
}
