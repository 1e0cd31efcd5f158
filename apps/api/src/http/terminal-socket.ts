import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Services } from '../compose.ts'
import type { Authenticate } from '../graphql/transport/live-sessions.ts'
import { limitMessages } from '../graphql/transport/socket-limits.ts'
import type { LiveTerminal, TerminalPeer } from '../modules/terminals/live-terminal.ts'
import { MAX_FRAME_BYTES } from '../modules/terminals/terminal-frames.ts'
import { credentialsOf, type ReadHeader } from './caller.ts'
import type { HttpSettings } from './settings.ts'

/** Close codes: a page comes back after 1012, 1013, 4409 and a broken connection, and after nothing else. */
const CLOSE = {
  over: 1000,
  restarting: 1012,
  tryLater: 1013,
  wrong: 4400,
  unauthorized: 4401,
  unknown: 4404,
  elsewhere: 4409,
  replaced: 4410,
  tooManyMessages: 4429,
} as const

/** Acknowledgements of 50 MB of output, or a hand that leans on the keyboard while a window is dragged larger. */
const MESSAGES = { perSecond: 1_000, burst: 5_000 }
const SIGN_IN_TIMEOUT_MS = 5_000
/** A page that says nothing for so long is gone: a laptop that sleeps closes nothing. */
const PING_MS = 15_000

const path = /^\/terminals\/([\w-]{1,100})$/

interface TerminalSocketParts {
  services: Pick<Services, 'terminals'>
  authenticate: Authenticate
  settings: HttpSettings
  /** Of the user, shared with all other WebSockets. False: there are too many. */
  takeOfUser(userId: string, socket: WebSocket): boolean
  report(error: unknown, requestId: string): void
}

/** The WebSockets of terminals: one each, binary. Admitted by the same door as GraphQL's: see websocket.ts. */
export function createTerminalSockets({ services, authenticate, settings, takeOfUser, report }: TerminalSocketParts) {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })

  /** Messages that come while it is not known yet who is there wait, few as they are. */
  function listen(socket: WebSocket) {
    const early: Buffer[] = []
    let take: ((frame: Buffer) => void) | null = null
    socket.on('message', (data: RawData, isBinary) => {
      if (!isBinary) return socket.close(CLOSE.wrong, 'Send binary messages only')
      if (take) take(data as Buffer)
      else if (early.push(data as Buffer) > 16) socket.close(CLOSE.wrong, 'Wait for the terminal')
    })
    return (taker: (frame: Buffer) => void) => {
      take = taker
      for (const frame of early.splice(0)) taker(frame)
    }
  }

  async function serve(socket: WebSocket, id: string, header: ReadHeader) {
    const begin = listen(socket)
    const token = credentialsOf(header, settings)?.token ?? null
    const late = pause(SIGN_IN_TIMEOUT_MS, 'late' as const, { ref: false })
    const viewer = token === null ? null : await Promise.race([authenticate(token), late])
    if (viewer === 'late') return socket.close(CLOSE.tryLater, 'Signing in took too long')
    if (!viewer) return socket.close(CLOSE.unauthorized, 'Sign in first')
    if (socket.readyState !== socket.OPEN) return
    if (!takeOfUser(viewer.userId, socket)) return socket.close(CLOSE.tryLater, 'Too many connections of this user')
    const admission = await services.terminals.admitToTerminal(viewer, id)
    if (admission === 'unknown') return socket.close(CLOSE.unknown, 'There is no such terminal')
    if (admission === 'elsewhere') return socket.close(CLOSE.elsewhere, 'Another process holds this terminal')
    if ('ended' in admission) {
      socket.send(admission.ended)
      return socket.close(CLOSE.over, 'It has ended')
    }
    connect(socket, admission.to, begin)
  }

  function connect(socket: WebSocket, terminal: LiveTerminal, begin: (taker: (frame: Buffer) => void) => void) {
    const peer: TerminalPeer = {
      send: (frame) => socket.send(frame),
      close: (why) => socket.close(CLOSE[why], why),
    }
    if (socket.readyState !== socket.OPEN) return
    socket.once('close', () => terminal.detach(peer))
    terminal.attach(peer)
    begin((frame) => terminal.receive(peer, frame))
  }

  function watchAnswers(socket: WebSocket) {
    let heard = true
    const timer = setInterval(() => {
      if (!heard) return socket.terminate()
      heard = false
      socket.ping()
    }, PING_MS).unref()
    const hear = () => {
      heard = true
    }
    socket.on('message', hear).on('pong', hear)
    socket.once('close', () => clearInterval(timer))
  }

  return {
    takes: (pathname: string | undefined) => pathname !== undefined && path.test(pathname),
    get open() {
      return server.clients.size
    },
    take(
      request: IncomingMessage,
      raw: Duplex,
      head: Buffer,
      header: ReadHeader,
      admitted: (socket: WebSocket) => void,
    ) {
      const id = path.exec(request.url?.split('?', 1)[0] ?? '')?.[1] ?? ''
      server.handleUpgrade(request, raw, head, (socket) => {
        admitted(socket)
        // What a peer does wrong closes its socket; there is nothing more to do.
        socket.on('error', () => {})
        limitMessages(socket, () => socket.close(CLOSE.tooManyMessages, 'Too many messages'), MESSAGES)
        watchAnswers(socket)
        serve(socket, id, header).catch((error: unknown) => {
          report(error, 'terminal')
          socket.close(CLOSE.tryLater, 'Try again')
        })
      })
    },
    /** Terminals have been ended by now: their pages know. */
    drain() {
      for (const client of server.clients) client.close(CLOSE.restarting, 'Restarting')
    },
  }
}

export type TerminalSockets = ReturnType<typeof createTerminalSockets>
