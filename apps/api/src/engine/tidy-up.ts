import { EXIT } from './commands/script.ts'
import { settle } from './commands/settle.ts'
import type { ServerState } from './commands/state.ts'
import { StepFailed } from './errors.ts'
import type { RemoteShell } from './ports.ts'
import { collectReport } from './run/output.ts'
import { stateOf } from './run/server-script.ts'
import type { ReleaseKind } from './types.ts'

/** A server that was away when a release ended there: what is live is not known, and traces of the release may be left. */
export interface LeftServer {
  serverId: string
  environmentId: string
  kind: ReleaseKind
  /** Where the release worked. */
  path: string
  directory: string
  /** The environment's newest fencing token: a release that began since draws a higher one and is not disturbed. */
  fence: number
}

const ANSWER_LIMIT_MS = 60_000

/**
 * Ends what still runs of the release on the server, removes its lock, its half-done files and (unless it is live) its
 * directory, and reads what is live. Null when a newer release owns the server: it looks after everything itself.
 * @throws as RemoteShell.connect while the server is still away; StepFailed when it refuses
 */
export async function tidyUp(
  remote: RemoteShell,
  { serverId, environmentId, kind, path, directory, fence }: LeftServer,
  { at, signal }: { at: Date; signal?: AbortSignal },
): Promise<ServerState | null> {
  const connection = await remote.connect(serverId, { signal })
  try {
    const said = collectReport()
    const text = settle({
      path,
      directory,
      environment: environmentId,
      fence,
      owner: `tidying up, since ${at.toISOString()}`,
      discard: kind === 'SHIP',
      keep: 0,
      protect: [],
      logLine: '',
    })
    const { code } = await connection.run(text, { signal, totalTimeoutMs: ANSWER_LIMIT_MS, onOutput: said.listen })
    if (code === EXIT.superseded) return null
    if (code !== 0) throw new StepFailed(said.lastWords() || `Tidying up ended with exit code ${code}.`, code)
    return stateOf(said.report())
  } finally {
    await connection.close()
  }
}
