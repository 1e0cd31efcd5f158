import { RemoteUnreachable } from '../../engine/errors.ts'
import { abortErrorOf, onAbort } from './abort.ts'
import type { ScriptChannel } from './script-channel.ts'

/** What the local twin asks at each point where a network may fail. */
export interface LocalFaults {
  beforeConnect(serverId: string, signal: AbortSignal | undefined): Promise<void>
  onCommand(command: { serverId: string; channel: ScriptChannel; drop: (reason: string) => void }): void
}

/** Faults to order, by server. Each stays until it is lifted by `heal`; a drop happens once. */
export interface OrderedFaults extends LocalFaults {
  /** Connections are refused. */
  refuse(serverId: string): void
  /** Connecting never ends, except by its signal. */
  hang(serverId: string): void
  /** The connection drops when the k-th command from now (1 = the next) has printed or taken so many bytes. */
  dropAt(serverId: string, where: { command: number; afterOutputBytes?: number; afterInputBytes?: number }): void
  heal(serverId: string): void
}

interface Orders {
  connect: 'REFUSE' | 'HANG' | null
  drop: { command: number; afterOutputBytes?: number; afterInputBytes?: number } | null
}

export function localFaults(): OrderedFaults {
  const orders = new Map<string, Orders>()
  const orderOf = (serverId: string): Orders => {
    const known = orders.get(serverId) ?? { connect: null, drop: null }
    orders.set(serverId, known)
    return known
  }
  return {
    refuse: (serverId) => {
      orderOf(serverId).connect = 'REFUSE'
    },
    hang: (serverId) => {
      orderOf(serverId).connect = 'HANG'
    },
    dropAt: (serverId, where) => {
      orderOf(serverId).drop = { ...where }
    },
    heal: (serverId) => void orders.delete(serverId),

    async beforeConnect(serverId, signal) {
      const order = orderOf(serverId).connect
      if (order === 'REFUSE') throw new RemoteUnreachable('REFUSED', `${serverId} refused the connection.`)
      if (order !== 'HANG') return
      await new Promise<never>((_resolve, reject) => {
        onAbort(signal, () => signal && reject(abortErrorOf(signal)))
      })
    },

    onCommand({ serverId, channel, drop }) {
      const order = orderOf(serverId)
      const where = order.drop
      if (where === null) return
      where.command -= 1
      if (where.command > 0) return
      order.drop = null
      dropAfter(channel, where, () => drop('the connection was cut'))
    },
  }
}

function dropAfter(
  channel: ScriptChannel,
  where: { afterOutputBytes?: number; afterInputBytes?: number },
  drop: () => void,
): void {
  const { afterOutputBytes, afterInputBytes } = where
  if (afterInputBytes !== undefined) {
    let taken = 0
    const write = channel.stdin.write.bind(channel.stdin) as (bytes: Buffer, done: () => void) => boolean
    const counting = (bytes: Buffer, done: () => void): boolean => {
      taken += bytes.length
      if (taken >= afterInputBytes) drop()
      return write(bytes, done)
    }
    channel.stdin.write = counting as typeof channel.stdin.write
  } else if (afterOutputBytes !== undefined) {
    let printed = 0
    channel.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.length
      if (printed >= afterOutputBytes) drop()
    })
  } else {
    drop()
  }
}
