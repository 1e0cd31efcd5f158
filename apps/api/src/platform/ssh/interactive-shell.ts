import type { ClientChannel } from 'ssh2'
import { RemoteUnreachable } from '../../engine/errors.ts'
import type { RemoteExit } from '../../engine/ports.ts'
import { abortErrorOf, onAbort, within } from './abort.ts'
import { hearErrors, openChannel } from './exec-channel.ts'
import { foreignText } from './foreign-text.ts'
import type { ServerAddress } from './server-address.ts'
import { defaultSshLimits, type SshLimits } from './ssh-limits.ts'
import { openPath, type SshPath } from './ssh-path.ts'

/** In characters. */
export interface TerminalSize {
  columns: number
  rows: number
}

/** How a shell ended: by itself, or with the connection; `why` is for people. */
export type ShellEnd = ({ how: 'EXITED' } & RemoteExit) | { how: 'LOST'; why: string }

/** A person's shell on a pseudo terminal. */
export interface InteractiveShell {
  /**
   * What it prints, in order, until it ends. Read no faster than it is taken: what is not taken stops at the server, past
   * the two megabytes that SSH lets a channel send ahead. Can be read once.
   */
  output: AsyncIterable<Buffer>
  /** Resolves when it is on its way and more may be written; also when the shell has ended. */
  write(bytes: Buffer): Promise<void>
  resize(size: TerminalSize): void
  /** Resolves behind the last output. */
  ended: Promise<ShellEnd>
  /** Closes quietly: the shell gets SIGHUP. Never throws. */
  close(): Promise<void>
}

export interface InteractiveShellOptions extends TerminalSize {
  signal?: AbortSignal
  limits?: Partial<SshLimits>
}

const TERM = 'xterm-256color'

/**
 * Signs in over a connection of its own and starts the user's login shell.
 * @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged, ConnectionLost; an AbortError
 */
export async function openInteractiveShell(
  address: ServerAddress,
  { columns, rows, signal, ...options }: InteractiveShellOptions,
): Promise<InteractiveShell> {
  const limits = { ...defaultSshLimits, ...options.limits }
  const path = await openPath(address, { limits, signal })
  try {
    const channel = await openChannel<ClientChannel>(
      path,
      (opened) => path.client.shell({ term: TERM, cols: columns, rows }, opened),
      { timeoutMs: limits.channelOpenMs, refused, close: (late) => late.close() },
    )
    hearErrors(channel)
    if (signal?.aborted) throw abortErrorOf(signal)
    return shellOf(channel, path)
  } catch (error) {
    path.end()
    path.client.destroy()
    throw error
  }
}

function shellOf(channel: ClientChannel, path: SshPath): InteractiveShell {
  let exit: RemoteExit | null = null
  channel.once('exit', (code: number | null, signal?: string) => {
    if (typeof code === 'number') exit = { code: code | 0, signal: null }
    else if (signal !== undefined) exit = { code: null, signal: foreignText(signal) }
  })
  // A pseudo terminal has one output; what a server sends beside it would fill the window.
  channel.stderr.resume()
  const closed = new Promise<void>((resolve) => void channel.once('close', () => resolve()))
  const lost = new Promise<void>((resolve) => void onAbort(path.lost, resolve))
  const ended = Promise.race([closed, lost]).then((): ShellEnd => {
    path.end()
    if (exit) return { how: 'EXITED', ...exit }
    const reason: unknown = path.lost.reason
    return { how: 'LOST', why: reason instanceof Error ? reason.message : 'the server closed the terminal' }
  })
  return {
    output: untilClosed(channel),
    write: (bytes) =>
      new Promise((resolve) => {
        if (!channel.writable) return resolve()
        if (channel.write(bytes)) return resolve()
        const done = () => {
          channel.off('drain', done).off('close', done)
          resolve()
        }
        channel.once('drain', done).once('close', done)
      }),
    resize({ columns, rows }) {
      if (channel.writable) channel.setWindow(rows, columns, 0, 0)
    },
    ended,
    async close() {
      channel.close()
      path.end()
      await within(lost, 2_000, undefined)
      path.client.destroy()
    },
  }
}

async function* untilClosed(channel: ClientChannel): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of channel) yield bytes as Buffer
  } catch {
    // A connection that broke ends the output; `ended` tells how.
  }
}

const refused = (why: string) =>
  new RemoteUnreachable(
    'FAILED',
    `The server refused to open a terminal (${foreignText(why)}). Check MaxSessions, PermitTTY and ForceCommand in its ` +
      'sshd_config, and the user’s shell.',
  )
