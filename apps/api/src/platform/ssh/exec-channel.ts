import type { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import { ConnectionLost, RemoteUnreachable } from '../../engine/errors.ts'
import type { RemoteExit } from '../../engine/ports.ts'
import { onAbort } from './abort.ts'
import { foreignText } from './foreign-text.ts'
import type { ScriptChannel } from './script-channel.ts'
import type { SshPath } from './ssh-path.ts'

/** More than this waiting in the socket, and pings would queue behind the upload on a slow link. */
const socketBacklog = 256 * 1024

/** Opens a channel and starts a command in it. @throws ConnectionLost, RemoteUnreachable */
export const openExec = (path: SshPath, command: string, timeoutMs: number): Promise<ClientChannel> =>
  openChannel<ClientChannel>(path, (opened) => path.client.exec(command, opened), {
    timeoutMs,
    refused,
    close: (channel) => channel.close(),
  }).then((channel) => {
    hearErrors(channel)
    return channel
  })

/** An error that nobody hears would end the process; what follows an error tells enough. */
export function hearErrors(channel: ClientChannel): void {
  channel.on('error', () => {})
  channel.stderr.on('error', () => {})
}

/** Asks for a channel of any kind, and waits for it so long. @throws ConnectionLost; what `refused` makes of a refusal */
export function openChannel<C>(
  path: SshPath,
  ask: (opened: (error: Error | null | undefined, channel: C) => void) => void,
  { timeoutMs, refused, close }: { timeoutMs: number; refused(why: string): Error; close(channel: C): void },
): Promise<C> {
  return new Promise((resolve, reject) => {
    let waiting = true
    const settle = (error: Error | null, channel?: C): void => {
      if (!waiting) {
        if (channel !== undefined) close(channel)
        return
      }
      waiting = false
      clearTimeout(timer)
      stopListening()
      if (error === null && channel !== undefined) resolve(channel)
      else reject(error ?? lost('no channel was opened'))
    }
    const timer = setTimeout(() => {
      settle(lost(`the server opened no channel within ${timeoutMs / 1000} s`))
      // Half-open: everything else on this connection would wait as well.
      path.client.destroy()
    }, timeoutMs)
    const stopListening = onAbort(path.lost, () => settle(lost(reasonOf(path.lost))))
    try {
      ask((error, channel) => {
        if (error === undefined || error === null) return settle(null, channel)
        settle(
          path.lost.aborted || /no response|not connected/i.test(error.message)
            ? lost(error.message)
            : refused(error.message),
        )
      })
    } catch (error) {
      settle(lost(error instanceof Error ? error.message : String(error)))
    }
  })
}

/** The ssh2 channel as the script runner needs it. */
export function scriptChannel(
  channel: ClientChannel,
  path: SshPath,
  terminate: (pid: number) => Promise<void>,
): ScriptChannel {
  const socket: Duplex = path.socket
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    exited: new Promise<RemoteExit>((resolve) => {
      channel.once('exit', (code: number | null, signal?: string) => {
        // Servers that are no Unix send all 32 bits of it, and mean them signed. Neither means that the connection dropped; ssh2 would call it an end like any other.
        if (typeof code === 'number') resolve({ code: code | 0, signal: null })
        else if (signal !== undefined) resolve({ code: null, signal: foreignText(signal) })
      })
    }),
    closed: new Promise<void>((resolve) => void channel.once('close', () => resolve())),
    lost: path.lost,
    ready: () => {
      if (socket.writableLength < socketBacklog || path.lost.aborted) return Promise.resolve()
      return new Promise((resolve) => void socket.once('drain', () => resolve()))
    },
    terminate,
    close: () => {
      channel.stderr.resume()
      channel.resume()
      channel.close()
    },
  }
}

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'it was closed'
}

function lost(why: string): ConnectionLost {
  return new ConnectionLost(`The connection was lost before the command started (${foreignText(why)}).`)
}

function refused(why: string): RemoteUnreachable {
  return new RemoteUnreachable(
    'FAILED',
    `The server refused to start a command (${foreignText(why)}). Check MaxSessions and ForceCommand in its sshd_config, and the user’s shell.`,
  )
}
