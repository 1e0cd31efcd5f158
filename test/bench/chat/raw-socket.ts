import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A WebSocket client that costs next to nothing, so that a thousand of them leave the machine to the server. */
export interface RawSocket {
  send(text: string): void
  /** Reads nothing any more; the peer is not told. */
  stall(): void
  /** Breaks the connection without a word. */
  destroy(): void
}

export interface RawSocketOptions {
  port: number
  path: string
  protocol?: string
  onOpen(): void
  /** A text frame's payload; valid only during the call. */
  onText(payload: Buffer): void
  onClose(): void
}

const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const

/** All sockets read into one piece of memory: what a read brings is taken before the next one. */
const shared = Buffer.allocUnsafeSlow(256 * 1024)

export function openRawSocket(options: RawSocketOptions): RawSocket {
  let rest: Buffer | null = null
  let open = false
  let stalled = false

  const take = (size: number, buffer: Uint8Array): boolean => {
    const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, size)
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    const used = open ? frames(bytes, 0) : shake(bytes)
    rest = used < bytes.length ? Buffer.from(bytes.subarray(used)) : null
    return !stalled
  }

  const shake = (bytes: Buffer): number => {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return 0
    const status = bytes.toString('latin1', 0, bytes.indexOf('\r\n'))
    if (!status.includes(' 101 ')) {
      socket.destroy()
      return bytes.length
    }
    open = true
    options.onOpen()
    return frames(bytes, end + 4)
  }

  /** Takes whole frames; returns where the first incomplete one begins. */
  const frames = (bytes: Buffer, from: number): number => {
    let at = from
    while (at + 2 <= bytes.length) {
      const short = (bytes[at + 1] ?? 0) & 0x7f
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (at + head > bytes.length) break
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
      const end = at + head + length
      if (end > bytes.length) break
      answer((bytes[at] ?? 0) & 0x0f, bytes.subarray(at + head, end))
      at = end
    }
    return at
  }

  const answer = (opcode: number, payload: Buffer) => {
    if (opcode === OPCODE.text) options.onText(payload)
    else if (opcode === OPCODE.ping) socket.write(masked(OPCODE.pong, payload))
    else if (opcode === OPCODE.close) socket.destroy()
  }

  const socket: Socket = connect({
    port: options.port,
    host: '127.0.0.1',
    onread: { buffer: shared, callback: take },
  })
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.once('close', options.onClose)
  socket.once('connect', () => socket.write(greeting(options)))

  return {
    send: (text) => void socket.write(masked(OPCODE.text, Buffer.from(text))),
    stall() {
      stalled = true
      socket.pause()
    },
    destroy: () => void socket.destroy(),
  }
}

const greeting = ({ port, path, protocol }: RawSocketOptions) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
    '\r\n',
  ].join('\r\n')

/** A client's frame. Its mask is all zeros, which leaves the payload as it is. */
function masked(opcode: number, payload: Buffer): Buffer {
  const size = payload.length < 126 ? 6 : payload.length < 65_536 ? 8 : 14
  const frame = Buffer.alloc(size + payload.length)
  frame[0] = 0x80 | opcode
  if (size === 6) frame[1] = 0x80 | payload.length
  else if (size === 8) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(payload.length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  payload.copy(frame, size)
  return frame
}
