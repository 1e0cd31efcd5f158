import { setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { EngineError, HostKeyChanged, HostKeyUnknown, RemoteUnreachable } from '../../engine/errors.ts'
import { abortErrorOf, onAbort } from './abort.ts'
import { foreignText } from './foreign-text.ts'
import { watchLiveness } from './liveness.ts'
import type { ServerAddress } from './server-address.ts'
import { signIn } from './sign-in.ts'
import { allHostKeyFamilies, type HostKeyFamily } from './ssh-algorithms.ts'
import type { SshLimits } from './ssh-limits.ts'
import { openSocket, unreachable } from './tcp-socket.ts'

/** A signed-in connection, over as many jump hosts as the address names. */
export interface SshPath {
  client: Client
  /** What carries it; its `writableLength` tells how much waits to be sent. */
  socket: Duplex
  /** Fires when this connection, or one that carries it, is gone. */
  lost: AbortSignal
  /** The IP address that the first host of the way had. */
  reachedAt: string | undefined
  /** Ends this connection, then those that carry it. */
  end(): void
}

interface PathOptions {
  limits: SshLimits
  signal?: AbortSignal
}

const maximumHops = 4

/** @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged; an AbortError */
export async function openPath(address: ServerAddress, options: PathOptions): Promise<SshPath> {
  refuseLoop(address)
  try {
    return await openWith(address, options, allHostKeyFamilies)
  } catch (error) {
    if (!(error instanceof HostKeyChanged) || error.serverId !== address.id) throw error
    // The server may still hold the pinned key beside a newer one of another kind: ask for each kind alone.
    for (const family of allHostKeyFamilies) {
      const path = await openWith(address, options, [family]).catch((other: unknown) => {
        if (options.signal?.aborted) throw other
        return null
      })
      if (path !== null) return path
    }
    throw error
  }
}

async function openWith(
  address: ServerAddress,
  options: PathOptions,
  families: readonly HostKeyFamily[],
): Promise<SshPath> {
  const { limits, signal } = options
  if (address.jump === null) {
    const socket = await openSocket(address, { timeoutMs: limits.connectMs, signal })
    const client = await signIn(address, socket, { limits, families, signal })
    const lost = watchLiveness(client, socket, limits)
    return { client, socket, lost, reachedAt: socket.remoteAddress, end: () => void client.end() }
  }

  const bastion = await openPath(address.jump, options).catch((error: unknown) => {
    throw error instanceof RemoteUnreachable ? viaJump(address, error.message) : error
  })
  try {
    const socket = await forward(bastion, address, options)
    bastion.lost.addEventListener('abort', () => socket.destroy())
    const client = await signIn(address, socket, { limits, families, signal })
    const own = watchLiveness(client, socket, limits)
    own.addEventListener('abort', () => bastion.end(), { once: true })
    const lost = eitherOf(own, bastion.lost)
    return { client, socket, lost, reachedAt: bastion.reachedAt, end: () => void client.end() }
  } catch (error) {
    const why = bastion.lost.aborted && !(error instanceof HostKeyUnknown || error instanceof HostKeyChanged)
    bastion.end()
    if (why && !signal?.aborted) throw viaJump(address, `the connection to ${address.jump.name} was lost`)
    throw error
  }
}

function eitherOf(own: AbortSignal, carrier: AbortSignal): AbortSignal {
  const either = AbortSignal.any([own, carrier])
  setMaxListeners(0, either)
  return either
}

/** A stream from the jump host to the server. */
function forward(bastion: SshPath, address: ServerAddress, options: PathOptions): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, stream?: Duplex): void => {
      clearTimeout(timer)
      stopListening()
      if (error !== null || stream === undefined) reject(error ?? viaJump(address, 'no stream was opened'))
      else resolve(stream)
    }
    const timer = setTimeout(
      () => settle(viaJump(address, unreachable(address, 'ETIMEDOUT').message)),
      options.limits.connectMs,
    )
    const stopListening = onAbort(options.signal, () => options.signal && settle(abortErrorOf(options.signal)))
    try {
      bastion.client.forwardOut('127.0.0.1', 0, address.host, address.port, (error, stream) => {
        if (error !== undefined && error !== null)
          return settle(viaJump(address, explainForward(address, error.message)))
        stream.on('error', () => {})
        // Too late: nobody waits for it any more.
        if (options.signal?.aborted) stream.destroy()
        settle(null, stream)
      })
    } catch (error) {
      settle(viaJump(address, error instanceof Error ? error.message : String(error)))
    }
  })
}

function explainForward(address: ServerAddress, reason: string): string {
  if (/administratively prohibited/i.test(reason))
    return 'it does not allow forwarding (AllowTcpForwarding in its sshd_config)'
  if (/refused/i.test(reason)) return unreachable(address, 'ECONNREFUSED').message
  if (/resolve|not known|name/i.test(reason)) return unreachable(address, 'ENOTFOUND').message
  if (/timed out|no route|unreachable/i.test(reason)) return unreachable(address, 'ETIMEDOUT').message
  return `it could not reach ${address.host}:${address.port} (${foreignText(reason)})`
}

function viaJump(address: ServerAddress, why: string): RemoteUnreachable {
  return new RemoteUnreachable(
    'JUMP_FAILED',
    `${address.name} is reached through ${address.jump?.name ?? 'a jump host'}: ${why}`,
  )
}

function refuseLoop(address: ServerAddress): void {
  const seen = new Set<string>()
  for (let hop: ServerAddress | null = address; hop !== null; hop = hop.jump) {
    if (seen.has(hop.id) || seen.size > maximumHops) {
      throw new EngineError(`${address.name}: its jump hosts go in a circle or are more than ${maximumHops}.`)
    }
    seen.add(hop.id)
  }
}
