import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { FrameSink } from '../../streams/shared-execution.ts'

/** Above this many unsent bytes a peer counts as slow and reads on from the log once it has taken them in. */
const CONGESTED_BYTES = 64 * 1024

const TEXT_FRAME = 0x81

/**
 * Writes `next` messages of one graphql-transport-ws subscription without parsing or serialising anything again: the payload
 * is ready, only the subscription's id is put in front of it. Whole frames only, so the frames of `ws` itself may come between.
 */
export function createFrameSink(webSocket: WebSocket, socket: Duplex, subscriptionId: string): FrameSink {
  const head = Buffer.from(`{"id":${JSON.stringify(subscriptionId)},"type":"next","payload":`)
  return {
    get congested() {
      return socket.writableLength > CONGESTED_BYTES
    },
    write(payloads) {
      if (webSocket.readyState === webSocket.OPEN && socket.writable) socket.write(frames(head, payloads))
    },
    drained: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          socket.off('drain', done).off('close', done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        if (signal.aborted || socket.destroyed || socket.writableLength <= CONGESTED_BYTES) return resolve()
        socket.once('drain', done).once('close', done)
        signal.addEventListener('abort', done)
      }),
  }
}

/** Unmasked text frames as RFC 6455, section 5.2, has them, in one piece of memory. */
export function frames(head: Buffer, payloads: Buffer[]): Buffer {
  let size = 0
  for (const payload of payloads) size += headerSize(head.length + payload.length) + head.length + payload.length
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const payload of payloads) {
    at = writeHeader(out, at, head.length + payload.length)
    at += head.copy(out, at)
    at += payload.copy(out, at)
  }
  return out
}

const headerSize = (length: number) => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

function writeHeader(out: Buffer, at: number, length: number): number {
  out[at] = TEXT_FRAME
  if (length < 126) return out.writeUInt8(length, at + 1)
  if (length < 65_536) {
    out[at + 1] = 126
    return out.writeUInt16BE(length, at + 2)
  }
  out[at + 1] = 127
  return out.writeBigUInt64BE(BigInt(length), at + 2)
}
