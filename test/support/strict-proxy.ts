import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** A reverse proxy as some companies run it: it may refuse WebSockets, and answers that do not end. */
export interface StrictProxy {
  readonly url: string
  /** What it lets through from now on; what is open and no longer allowed is cut. */
  allow(what: { sockets: boolean; streams: boolean }): void
  close(): Promise<void>
}

export async function openStrictProxy(target: string): Promise<StrictProxy> {
  const { hostname, port } = new URL(target)
  let allowed = { sockets: true, streams: true }
  const sockets = new Set<Duplex>()
  const streams = new Set<ServerResponse>()
  const ask = ({ method, url, headers }: IncomingMessage) =>
    request({ hostname, port, method, path: url, headers, agent: false })
  // What was asked for does not tell: a question says that it would take a stream as well.
  const isStream = ({ headers }: IncomingMessage) => headers['content-type']?.startsWith('text/event-stream') ?? false

  const server = createServer((near, answer) => {
    const far = ask(near)
    far.on('response', (response) => {
      if (isStream(response)) {
        if (!allowed.streams) return void answer.writeHead(502).end('Not through this proxy.', () => far.destroy())
        streams.add(answer)
        answer.on('close', () => streams.delete(answer))
      }
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    far.on('error', () => answer.destroy())
    answer.on('close', () => far.destroy())
    near.pipe(far)
  })

  server.on('upgrade', (near, socket: Duplex, first: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (!allowed.sockets) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const far = ask(near)
    far.on('error', () => socket.destroy())
    far.on('upgrade', (response, other, rest) => {
      const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`)
      if (rest.length > 0) socket.write(rest)
      if (first.length > 0) other.write(first)
      other.on('error', () => socket.destroy())
      other.on('close', () => socket.destroy())
      socket.on('close', () => other.destroy())
      socket.pipe(other).pipe(socket)
    })
    far.end()
  })

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow(what) {
      allowed = what
      if (!what.sockets) for (const socket of sockets) socket.destroy()
      if (!what.streams) for (const answer of streams) answer.destroy()
    },
    async close() {
      server.close()
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
