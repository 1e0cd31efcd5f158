import { createServer, connect as openSocket, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A TCP proxy in front of one server that can be made slow, cut or stalled while connections run through it. */
export interface SlowLink {
  readonly port: number
  /** How many bytes passed towards the server so far, on all connections. */
  carried(): number
  /** Bytes per second and direction for all connections from now on; null lifts the limit. */
  throttle(bytesPerSecond: number | null): void
  /** Resets the first connection that carries this many bytes towards the server, counted from now; later ones pass. */
  cutAfter(bytes: number): void
  /** Nothing passes any more in either direction, and nobody is told; `false` lets it flow again. */
  stall(stalled: boolean): void
  /** Resets all connections now. */
  cut(): void
  close(): Promise<void>
}

export async function openSlowLink(options: {
  port?: number
  target: { host: string; port: number }
}): Promise<SlowLink> {
  const pairs = new Set<{ near: Socket; far: Socket; sent: number }>()
  let rate: number | null = null
  let cutAt: number | null = null
  let gate = Promise.resolve()
  let carried = 0
  let openGate = (): void => {}

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = openSocket({ ...options.target, allowHalfOpen: true })
    const pair = { near, far, sent: 0 }
    pairs.add(pair)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
    carry(near, far, (bytes) => {
      pair.sent += bytes
      if (cutAt === null || pair.sent < cutAt) {
        carried += bytes
        return true
      }
      cutAt = null
      reset(pair)
      return false
    })
    carry(far, near, () => true)
  })

  function carry(from: Socket, to: Socket, admit: (bytes: number) => boolean): void {
    const run = async (): Promise<void> => {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        for (const piece of slices(chunk, rate)) {
          await gate
          if (!admit(piece.length)) return
          if (rate !== null) await pause((piece.length / rate) * 1000)
          if (!to.write(piece)) await drained(to)
        }
      }
      to.end()
    }
    run().catch(() => to.destroy())
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the link has no port')

  const cut = (): void => {
    for (const pair of [...pairs]) reset(pair)
  }
  return {
    port: address.port,
    carried: () => carried,
    throttle: (bytesPerSecond) => {
      rate = bytesPerSecond
    },
    cutAfter: (bytes) => {
      cutAt = bytes
      for (const pair of pairs) pair.sent = 0
    },
    stall: (stalled) => {
      openGate()
      gate = stalled ? new Promise((resolve) => (openGate = resolve)) : Promise.resolve()
    },
    cut,
    close: async () => {
      openGate()
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function reset(pair: { near: Socket; far: Socket }): void {
  pair.near.resetAndDestroy()
  pair.far.resetAndDestroy()
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}

/** A twentieth of a second's worth at a time, so that a slow link is slow evenly. */
function* slices(chunk: Buffer, rate: number | null): Generator<Buffer> {
  const size = rate === null ? chunk.length : Math.max(1, Math.ceil(rate / 20))
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size)
}
