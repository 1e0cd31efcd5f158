import { WebSocket } from 'ws'
import { readWholeFrame, type TerminalState } from './terminal-protocol.ts'

/** A page's end of a terminal, as docs/terminal.md has it; acknowledges what it reads, unless it is told to stop. */
export interface TerminalPage {
  readonly socket: WebSocket
  /** What it has read, of the last 32 KB. */
  text(): string
  readonly received: number
  readonly states: TerminalState[]
  /** The close code, once it is closed. */
  readonly closed: Promise<number>
  send(frame: Buffer): void
  type(words: string): void
  resize(columns: number, rows: number): void
  /** Stops acknowledging, or begins again. */
  acknowledge(on: boolean): void
  until(is: (page: TerminalPage) => boolean): Promise<void>
  sees(words: string | RegExp): Promise<void>
  state(name: string): Promise<TerminalState>
}

export interface PageOptions {
  url: string
  id: string
  token?: string | null
  headers?: Record<string, string>
  /** What it has already, when it comes back. */
  received?: number
  inputSent?: number
}

const KEPT = 32 * 1024
const ACKNOWLEDGE_EVERY = 64 * 1024

export const helloFrame = (received: number, columns = 80, rows = 24) => {
  const frame = Buffer.alloc(13)
  frame[0] = 5
  frame.writeBigUInt64BE(BigInt(received), 1)
  frame.writeUInt16BE(columns, 9)
  frame.writeUInt16BE(rows, 11)
  return frame
}

export const offsetFrame = (kind: number, offset: number, rest: Buffer = Buffer.alloc(0)) => {
  const frame = Buffer.alloc(9)
  frame[0] = kind
  frame.writeBigUInt64BE(BigInt(offset), 1)
  return Buffer.concat([frame, rest])
}

export const sizeFrame = (columns: number, rows: number) => {
  const frame = Buffer.alloc(5)
  frame[0] = 2
  frame.writeUInt16BE(columns, 1)
  frame.writeUInt16BE(rows, 3)
  return frame
}

export function openTerminalPage({ url, id, token, headers, received = 0, inputSent = 0 }: PageOptions): TerminalPage {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/terminals/${id}`, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    perMessageDeflate: false,
  })
  const states: TerminalState[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  let kept = ''
  let at = received
  let acknowledged = received
  let acknowledging = true
  let typed = inputSent
  const send = (frame: Buffer) => socket.readyState === socket.OPEN && socket.send(frame)
  const acknowledge = (least: number) => {
    if (!acknowledging || at - acknowledged < least) return
    acknowledged = at
    send(offsetFrame(3, at))
  }
  socket.on('open', () => socket.send(helloFrame(received)))
  socket.on('message', (data: Buffer) => {
    const frame = readWholeFrame(data)
    if (frame.kind === 'output') {
      if (frame.offset !== at) throw new Error(`output at ${frame.offset} instead of ${at}`)
      at += frame.bytes.length
      kept = (kept + frame.bytes.toString('latin1')).slice(-KEPT)
      acknowledge(ACKNOWLEDGE_EVERY)
      // As a page does: the last piece, too, is soon on its screen.
      setTimeout(() => acknowledge(1), 50).unref()
    }
    if (frame.kind === 'state') {
      states.push(frame.told)
      if (frame.told.state === 'OPEN' && frame.told.output !== undefined) at = frame.told.output
    }
    look()
  })
  socket.on('error', () => {})
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code)
      look()
    })
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
      socket.terminate()
    })
  })
  const page: TerminalPage = {
    ...{ socket, states, closed, send },
    text: () => kept,
    get received() {
      return at
    },
    type(words) {
      const bytes = Buffer.from(words)
      send(offsetFrame(1, typed, bytes))
      typed += bytes.length
    },
    resize: (columns, rows) => send(sizeFrame(columns, rows)),
    acknowledge(on) {
      acknowledging = on
      acknowledge(1)
    },
    until: (is) =>
      new Promise((resolve) => {
        const check = () => {
          if (!is(page)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    sees: (words) => page.until(() => (typeof words === 'string' ? kept.includes(words) : words.test(kept))),
    async state(name) {
      await page.until(() => states.some(({ state }) => state === name))
      return states.findLast(({ state }) => state === name) ?? { state: name }
    },
  }
  return page
}
