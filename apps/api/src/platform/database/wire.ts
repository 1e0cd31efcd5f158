import { Duplex } from 'node:stream'
import type { MessagePort } from 'node:worker_threads'

/** Frontend messages after which the server answers: Query, Sync, Flush, Terminate, password. */
const ANSWERED = new Set([...'QSHXp'].map((type) => type.charCodeAt(0)))
const TERMINATE = 'X'.charCodeAt(0)

/**
 * The Postgres wire protocol over a MessagePort, in the shape of the socket that `pg` expects. Bytes are cut at message
 * borders and sent on in groups that the server answers, because the embedded database runs one group at a time.
 */
export class Wire extends Duplex {
  private pending: Buffer = Buffer.alloc(0)
  private started = false

  constructor(private readonly port: MessagePort) {
    super()
    port.on('message', (answer: Uint8Array) =>
      this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)),
    )
    port.on('close', () => this.destroy())
  }

  connect() {
    setImmediate(() => this.emit('connect'))
    return this
  }

  // Socket calls of `pg` that mean nothing here.
  setNoDelay() {
    return this
  }
  setKeepAlive() {
    return this
  }
  ref() {
    this.port.ref()
    return this
  }
  unref() {
    this.port.unref()
    return this
  }

  override _read() {}

  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.feed(chunk)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void) {
    this.feed(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  override _final(done: () => void) {
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.port.close()
    done(error)
  }

  private feed(chunk: Buffer) {
    const bytes = this.pending.length > 0 ? Buffer.concat([this.pending, chunk]) : chunk
    let end = 0
    let sent = 0
    for (;;) {
      // The start-up message alone has no type byte.
      const head = this.started ? 1 : 0
      if (bytes.length < end + head + 4) break
      const next = end + head + bytes.readInt32BE(end + head)
      if (bytes.length < next) break
      const type = this.started ? bytes.readUInt8(end) : undefined
      end = next
      this.started = true
      if (type === TERMINATE) {
        this.push(null)
        sent = end
      } else if (type === undefined || ANSWERED.has(type)) {
        this.port.postMessage(new Uint8Array(bytes.subarray(sent, end)))
        sent = end
      }
    }
    this.pending = Buffer.from(bytes.subarray(sent))
  }
}
