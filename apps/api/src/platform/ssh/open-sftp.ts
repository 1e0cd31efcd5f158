import type { SFTPWrapper } from 'ssh2'
import { FilesUnsupported, type RemoteFiles } from '../../engine/remote-files.ts'
import { within } from './abort.ts'
import { openChannel } from './exec-channel.ts'
import { foreignText } from './foreign-text.ts'
import type { ServerAddress } from './server-address.ts'
import { sftpCalls } from './sftp-calls.ts'
import { sftpFiles } from './sftp-files.ts'
import { defaultSshLimits, type SshLimits } from './ssh-limits.ts'
import { openPath } from './ssh-path.ts'

/** A connection for files. */
export interface SftpConnection {
  files: RemoteFiles
  lost: AbortSignal
  /** Never throws. */
  close(): Promise<void>
}

/**
 * Signs in over a connection of its own and opens SFTP.
 * @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged, ConnectionLost, FilesUnsupported; an AbortError
 */
export async function openSftp(
  address: ServerAddress,
  { signal, ...options }: { signal?: AbortSignal; limits?: Partial<SshLimits> } = {},
): Promise<SftpConnection> {
  const limits = { ...defaultSshLimits, ...options.limits }
  const path = await openPath(address, { limits, signal })
  try {
    const sftp = await openChannel<SFTPWrapper>(path, (opened) => path.client.sftp(opened), {
      timeoutMs: limits.channelOpenMs,
      refused,
      close: (late) => late.end(),
    })
    const { call, lost } = sftpCalls(path, sftp)
    const home = await call<string>('the home folder', (done) => sftp.realpath('.', done))
    return {
      files: sftpFiles(sftp, call, home),
      lost,
      async close() {
        path.end()
        const gone = new Promise<void>((resolve) =>
          path.lost.addEventListener('abort', () => resolve(), { once: true }),
        )
        if (!path.lost.aborted) await within(gone, 2_000, undefined)
        path.client.destroy()
      },
    }
  } catch (error) {
    path.end()
    path.client.destroy()
    throw error
  }
}

const refused = (why: string) =>
  new FilesUnsupported(
    `The server offers no SFTP (${foreignText(why)}). Add "Subsystem sftp internal-sftp" to its sshd_config, and check ForceCommand.`,
  )
