import { CommandTimedOut } from '../../../engine/errors.ts'
import type { RemoteShell } from '../../../engine/ports.ts'
import { printable } from '../../releases/journal/printable.ts'
import type { ProblemKind, ServerResult } from './action.ports.ts'

/** So much of the output is kept: its end, where the reason of a failure stands. */
const KEPT_BYTES = 64 * 1024

export interface CommandToRun {
  command: string
  env: Record<string, string>
  timeoutMs: number
  signal: AbortSignal
}

/** Runs a command once on one server. Never throws: what went wrong is the result. */
export async function runOn(
  remote: RemoteShell,
  server: { id: string; name: string },
  { command, env, timeoutMs, signal }: CommandToRun,
): Promise<ServerResult> {
  let kept = Buffer.alloc(0)
  let cut = false
  const result = (code: number | null, problemKind: ProblemKind | null, problem: string | null): ServerResult => ({
    ...{ serverId: server.id, name: server.name, code, problem, problemKind },
    output: `${cut ? '…\n' : ''}${printable(kept.toString('utf8'))}`,
  })
  try {
    const connection = await remote.connect(server.id, { signal })
    try {
      const exit = await connection.run(command, {
        ...{ env, signal, totalTimeoutMs: timeoutMs },
        onOutput({ bytes }) {
          const whole = Buffer.concat([kept, bytes])
          cut ||= whole.length > KEPT_BYTES
          kept = whole.subarray(Math.max(0, whole.length - KEPT_BYTES))
        },
      })
      return exit.code === null
        ? result(null, 'SIGNAL', `It was ended by ${exit.signal ?? 'a signal'}.`)
        : result(exit.code, null, null)
    } finally {
      await connection.close()
    }
  } catch (error) {
    if (error instanceof CommandTimedOut)
      return result(null, 'TIMED_OUT', `It took more than ${timeoutMs / 1000} s and was ended.`)
    return result(null, 'CONNECTION', error instanceof Error ? error.message : String(error))
  }
}
