import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'

export interface Received {
  url: string
  headers: IncomingMessage['headers']
  body: string
}

export type Behaviour = (response: ServerResponse, received: Received) => void

export interface Receiver {
  /** Its address; `path` behind it. */
  url(path?: string): string
  received: Received[]
  /** Changes how it answers from now on. */
  behave(next: Behaviour): void
  /** Resolves when so many have come in all. */
  receives(count: number): Promise<void>
  close(): Promise<void>
}

export const answers =
  (status: number, body = '', headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body)

export const hangs: Behaviour = () => {}

/** A receiver on loopback that writes down what it gets. */
export async function startReceiver(
  behaviour: Behaviour = answers(200, 'ok'),
  tls: { key: string; cert: string } | null = null,
): Promise<Receiver> {
  let behave = behaviour
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const waiting: { count: number; resolve: () => void }[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { url: request.url ?? '', headers: request.headers, body }
    received.push(one)
    for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve()
    behave(response, one)
  }
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: (path = '/hooks/a-very-secret-token') => `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`,
    received,
    behave: (next) => {
      behave = next
    },
    receives: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve })
          }),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
