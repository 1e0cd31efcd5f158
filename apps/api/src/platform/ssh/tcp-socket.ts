import { connect, type Socket } from 'node:net'
import { RemoteUnreachable } from '../../engine/errors.ts'
import { abortErrorOf, onAbort } from './abort.ts'

export interface TcpTarget {
  name: string
  host: string
  port: number
}

/** Opens a TCP connection. @throws RemoteUnreachable; an AbortError */
export function openSocket(target: TcpTarget, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) return reject(abortErrorOf(options.signal))
    // An empty host would mean this machine to Node.
    if (target.host.trim() === '') return reject(unreachable(target, 'ENOTFOUND'))
    let socket: Socket
    try {
      socket = connect({ host: target.host, port: target.port, noDelay: true })
    } catch (error) {
      return reject(unreachable(target, codeOf(error)))
    }
    const settle = (error: Error | null): void => {
      clearTimeout(timer)
      stopListening()
      if (error === null) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(error)
    }
    const timer = setTimeout(() => settle(unreachable(target, 'ETIMEDOUT')), options.timeoutMs)
    const stopListening = onAbort(options.signal, () => options.signal && settle(abortErrorOf(options.signal)))
    // Stays for the socket's whole life: an error without a listener would end the process.
    socket.on('error', (error) => settle(unreachable(target, codeOf(error))))
    socket.once('connect', () => settle(null))
  })
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'UNKNOWN'
  // Happy eyeballs: every address was tried, each failure is inside.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return String(error.code)
}

/** The verdict on a server from a code of Node's net or dns. */
export function unreachable(target: TcpTarget, code: string): RemoteUnreachable {
  const where = `${target.host}:${target.port}`
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENODATA':
      return new RemoteUnreachable(
        'NAME_NOT_FOUND',
        `${target.name}: the name “${target.host}” was not found. Check its spelling, or use the IP address.`,
      )
    case 'ECONNREFUSED':
      return new RemoteUnreachable(
        'REFUSED',
        `${target.name}: ${where} refused the connection. Check the port, and that sshd runs there.`,
      )
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return new RemoteUnreachable(
        'TIMED_OUT',
        `${target.name}: ${where} did not answer. Check that the server is up and no firewall stands between.`,
      )
    default:
      return new RemoteUnreachable(
        'FAILED',
        `${target.name}: no connection to ${where} (${code}). Check host and port.`,
      )
  }
}
