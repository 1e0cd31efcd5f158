import type { Client } from 'graphql-ws'
import type { Carrier } from './carrier.ts'
import { faultOfErrors, faultOfSocket, lost } from './fault.ts'

/** A socket that does not open in this time is taken for blocked. */
const openTimeoutMs = 10_000

/** Streams as operations of one WebSocket, which several of them share. */
export function createWebSocketCarrier(client: Client): Carrier {
  let connected = false
  client.on('connected', () => {
    connected = true
  })
  client.on('closed', () => {
    connected = false
  })

  return {
    kind: 'websocket',
    open(source, from, sink) {
      let over = false
      const finish = () => {
        over = true
        clearTimeout(timer)
        forget()
      }
      const opened = () => {
        clearTimeout(timer)
        if (!over) sink.opened()
      }
      const forget = client.on('connected', opened)
      const timer = setTimeout(() => {
        if (over) return
        finish()
        release()
        client.terminate()
        sink.ended(lost('The WebSocket does not open.'))
      }, openTimeoutMs)

      sink.requested()
      if (connected) opened()
      const release = client.subscribe(source.subscription.operation(from), {
        next(result) {
          if (over) return
          if (result.data) return sink.event(source.subscription.pick(result.data))
          finish()
          sink.ended(faultOfErrors(result.errors ?? []))
        },
        error(error) {
          if (over) return
          finish()
          sink.ended(faultOfSocket(error))
        },
        complete() {
          if (over) return
          finish()
          sink.ended(lost('The server ended the stream.'))
        },
      })
      return () => {
        if (over) return
        finish()
        release()
      }
    },
    cut: () => client.terminate(),
  }
}

/** Whether a WebSocket can be opened now: shakes hands as graphql-transport-ws does, and hangs up. */
export function probeWebSocket(url: string, timeoutMs = openTimeoutMs): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    const finish = (works: boolean) => {
      clearTimeout(timer)
      socket.close(1000)
      resolve(works)
    }
    const timer = setTimeout(() => finish(false), timeoutMs)
    socket.onopen = () => socket.send('{"type":"connection_init"}')
    socket.onmessage = ({ data }) => finish(typeof data === 'string' && data.includes('connection_ack'))
    socket.onerror = () => finish(false)
    socket.onclose = () => finish(false)
  })
}
