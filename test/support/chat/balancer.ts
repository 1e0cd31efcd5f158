import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net'

/** A TCP balancer as stands in front of several api processes: new connections go to the nodes in turns, past dead ones. */
export interface Balancer {
  readonly url: string
  readonly port: number
  /** How many connections were broken so far. */
  readonly cuts: number
  /** From now on each connection, open ones too, is broken after a time drawn between these two; null: they are left alone. */
  cutEvery(range: { leastMs: number; mostMs: number } | null): void
  /** Breaks all connections now. */
  cutAll(): void
  close(): Promise<void>
}

interface Pair {
  near: Socket
  far: Socket | null
  timer: NodeJS.Timeout | null
}

export async function openBalancer(options: {
  /** Ports on this machine, asked anew for every connection. */
  nodes(): number[]
  chance(): number
}): Promise<Balancer> {
  const pairs = new Set<Pair>()
  let range: { leastMs: number; mostMs: number } | null = null
  let turn = 0
  let cuts = 0

  const breakOff = (pair: Pair) => {
    if (!pairs.delete(pair)) return
    if (pair.timer) clearTimeout(pair.timer)
    pair.near.resetAndDestroy()
    pair.far?.resetAndDestroy()
  }

  const limit = (pair: Pair) => {
    if (pair.timer) clearTimeout(pair.timer)
    pair.timer = range
      ? setTimeout(
          () => {
            cuts += 1
            breakOff(pair)
          },
          range.leastMs + options.chance() * (range.mostMs - range.leastMs),
        )
      : null
  }

  /** Tries each node once, beginning with the one whose turn it is. */
  const reachNode = (pair: Pair, ports: number[]) => {
    const [port, ...others] = ports
    if (port === undefined || !pairs.has(pair)) return breakOff(pair)
    const far = openSocket({ port, host: '127.0.0.1', noDelay: true })
    const refused = () => reachNode(pair, others)
    far.once('error', refused)
    far.once('connect', () => {
      if (!pairs.has(pair)) return far.destroy()
      pair.far = far
      far.off('error', refused).on('error', () => breakOff(pair))
      far.once('close', () => breakOff(pair))
      pair.near.pipe(far).pipe(pair.near)
    })
  }

  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const pair: Pair = { near, far: null, timer: null }
    pairs.add(pair)
    near.on('error', () => breakOff(pair))
    near.once('close', () => breakOff(pair))
    limit(pair)
    const ports = options.nodes()
    const start = turn++ % Math.max(1, ports.length)
    reachNode(pair, [...ports.slice(start), ...ports.slice(0, start)])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const cutAll = () => {
    cuts += pairs.size
    for (const pair of [...pairs]) breakOff(pair)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get cuts() {
      return cuts
    },
    cutEvery(next) {
      range = next
      for (const pair of pairs) limit(pair)
    },
    cutAll,
    async close() {
      for (const pair of [...pairs]) breakOff(pair)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
