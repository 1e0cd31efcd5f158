import { CommandTimedOut, ConnectionLost } from '../../engine/errors.ts'
import { foreignText } from './foreign-text.ts'
import { installAria2 as installing } from './install-script.ts'
import type { ServerAddress } from './server-address.ts'
import { verdictOn } from './server-check.ts'
import type { SshLimits } from './ssh-limits.ts'
import { createSshShell } from './ssh-shell.ts'

/** Why it could not be installed: UNREACHABLE and the host key's codes as in a check, REFUSED by the server itself. */
export interface InstallFailure {
  code: 'HOST_KEY_UNKNOWN' | 'HOST_KEY_CHANGED' | 'UNREACHABLE' | 'REFUSED'
  message: string
}

const TOTAL_MS = 10 * 60_000
const IDLE_MS = 3 * 60_000
const KEPT = 2000

/**
 * Installs aria2 by the server's own package manager; null when it is there. It takes no signal: nobody who goes away may
 * leave half a package behind.
 */
export async function installAria2(
  address: ServerAddress,
  limits: Partial<SshLimits> = {},
): Promise<InstallFailure | null> {
  const shell = createSshShell({ addressOf: async () => address, limits })
  let said = ''
  try {
    const connection = await shell.connect(address.id, {})
    try {
      const { code } = await connection.run(installing, {
        idleTimeoutMs: IDLE_MS,
        totalTimeoutMs: TOTAL_MS,
        onOutput: ({ bytes }) => {
          said = (said + bytes.toString('utf8')).slice(-KEPT)
        },
      })
      if (code === 0) return null
    } finally {
      await connection.close()
    }
  } catch (error) {
    return failureOf(address, error)
  }
  return { code: 'REFUSED', message: `${address.name}: ${lastLine(said)}` }
}

function failureOf(address: ServerAddress, error: unknown): InstallFailure {
  if (error instanceof CommandTimedOut) return { code: 'REFUSED', message: `${address.name}: ${error.message}` }
  if (error instanceof ConnectionLost)
    return { code: 'UNREACHABLE', message: `${address.name}: ${error.message} Check it again.` }
  const { code, message } = verdictOn(address, error)
  return { code: code === 'HOST_KEY_UNKNOWN' || code === 'HOST_KEY_CHANGED' ? code : 'UNREACHABLE', message }
}

const lastLine = (said: string): string =>
  foreignText(said.trim().split('\n').at(-1)?.trim() || 'The installation failed without a word.')
