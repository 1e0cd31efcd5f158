import type { IncomingMessage } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

/** What breaks in the middle breaks the connection, so that nobody takes it for the whole. The adapter would only stop. */
async function* orCut(bytes: AsyncIterable<Uint8Array>, incoming: IncomingMessage | undefined) {
  try {
    yield* bytes
  } catch (error) {
    if (!incoming) throw error
    incoming.socket.destroy()
  }
}

/**
 * Bytes as the body of a response, read no faster than they are taken. Who goes away in the middle ends the reading: that is no
 * fault of ours. `incoming` is what the request came as; left out for one made in process.
 */
export function streamedBody(
  bytes: AsyncIterable<Uint8Array>,
  incoming: IncomingMessage | undefined,
  { gzipped = false }: { gzipped?: boolean } = {},
): ReadableStream {
  const plain = Readable.from(orCut(bytes, incoming), { objectMode: true, highWaterMark: 2 })
  const body = gzipped ? pipeline(plain, createGzip(), () => {}) : plain
  return Readable.toWeb(body) as ReadableStream
}

/** Whether who asks takes gzip. */
export const takesGzip = ({ headers }: Request) => /\bgzip\b/.test(headers.get('accept-encoding') ?? '')
