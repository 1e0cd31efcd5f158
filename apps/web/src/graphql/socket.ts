import { type Client, type ClientOptions, createClient } from 'graphql-ws'

/** A pong must come back within this time, else the socket is dead although nobody told us. */
const pongTimeoutMs = 5_000

/** The page's own address with another scheme. */
export const pageSocketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`

type SocketOptions = { url: string } & Pick<ClientOptions, 'webSocketImpl' | 'connectionParams'>

/** A WebSocket that several streams share. It never comes back by itself: their followers decide when to try again. */
export function createSocket(options: SocketOptions): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    ...options,
    lazyCloseTimeout: 5_000,
    keepAlive: 10_000,
    connectionAckWaitTimeout: 10_000,
    retryAttempts: 0,
    on: {
      closed: () => clearTimeout(pongTimer),
      ping: (received) => {
        if (received) return
        pongTimer = setTimeout(() => client.terminate(), pongTimeoutMs)
      },
      pong: (received) => received && clearTimeout(pongTimer),
    },
  })
  return client
}
