import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readAnnouncement } from './announcement.ts'
import { type Bencodable, bencode } from './bencode.ts'
import { compactPeers, plainAddress } from './peers.ts'
import type { Roll } from './roll.ts'

/** Seconds between two announcements of a client. */
const INTERVAL = 5
const MOST_PEERS = 30

/** Tells the members of running swarms about each other (BEP 3, over HTTP). It listens only while there is a swarm. */
export interface Tracker {
  /** Returns the port. @throws the error of listening, such as EADDRINUSE */
  open(roll: Roll): Promise<number>
  close(roll: Roll): Promise<void>
}

/** @param port 0 = any free one @param seedAddress where members reach this machine, when they see it at another address */
export function createTracker(port: number, seedAddress: () => string | null): Tracker {
  const rolls = new Map<string, Roll>()
  let listening: Promise<Server> | null = null

  /** Null: nobody here knows what is asked for. */
  function answer(request: IncomingMessage): Bencodable | null {
    const [, passkey, query] = /^\/([0-9a-f]{40})\/announce\?(.*)$/.exec(request.url ?? '') ?? []
    const roll = rolls.get(passkey ?? '')
    if (request.method !== 'GET' || passkey === undefined || roll === undefined) return null
    const announcement = readAnnouncement(query ?? '')
    if (announcement === null) return { 'failure reason': 'This is no announcement.' }
    if (!announcement.infoHash.equals(roll.infoHash)) return { 'failure reason': 'This is another swarm.' }
    roll.note(passkey, announcement, plainAddress(request.socket.remoteAddress ?? ''))
    const here = seedAddress() ?? plainAddress(request.socket.localAddress ?? '')
    // Who has everything needs nobody; the others find it.
    const others = announcement.left === 0 || announcement.stopped ? [] : roll.othersOf(passkey, here)
    const { peers, peers6 } = compactPeers(others.slice(0, MOST_PEERS))
    return { interval: INTERVAL, 'min interval': 1, peers, ...(peers6.length > 0 ? { peers6 } : {}) }
  }

  async function listen(): Promise<Server> {
    const server = createServer({ maxHeaderSize: 8192, requestTimeout: 10_000 }, (request, response) => {
      const told = answer(request)
      response.shouldKeepAlive = false
      if (told === null) response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'text/plain' }).end(bencode(told))
    })
    server.maxConnections = 1000
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, resolve)
    })
    server.unref()
    return server
  }

  return {
    async open(roll) {
      for (const passkey of roll.passkeys()) rolls.set(passkey, roll)
      listening ??= listen()
      try {
        return ((await listening).address() as AddressInfo).port
      } catch (error) {
        listening = null
        for (const passkey of roll.passkeys()) rolls.delete(passkey)
        throw error
      }
    },
    async close(roll) {
      for (const passkey of roll.passkeys()) rolls.delete(passkey)
      if (rolls.size > 0 || listening === null) return
      const server = await listening
      listening = null
      server.close()
      server.closeAllConnections()
    },
  }
}
