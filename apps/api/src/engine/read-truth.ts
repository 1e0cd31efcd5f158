import { inspect } from './commands/inspect.ts'
import type { RemoteShell } from './ports.ts'
import { inParallel } from './run/in-parallel.ts'
import { collectReport } from './run/output.ts'
import { sentenceOf } from './run/run-state.ts'
import { stateOf } from './run/server-script.ts'

/** What one server really has, for the fleet page and for finding out what a lost worker did. */
export interface ServerTruth {
  serverId: string
  reachable: boolean
  /** The directory that `current` points to, or the link's whole target when it is none of ours; null for no link. */
  liveDirectory: string | null
  liveCommit: string | null
  /** SHA-256 of the live build. */
  buildSha: string | null
  /** Who holds the lock of the directory: one line for people; null for nobody. */
  holder: string | null
  /** Free space where the directory is, in KB; null where the server did not tell. */
  freeKb: number | null
  /** Why nothing could be read. */
  message: string | null
}

const ANSWER_LIMIT_MS = 30_000
const AT_ONCE = 16

/** Reads, in the order of `serverIds`, what is live under `path`. Changes nothing, takes no lock, never throws for a server. */
export async function readTruth(
  remote: RemoteShell,
  path: string,
  serverIds: readonly string[],
  options: { signal?: AbortSignal } = {},
): Promise<ServerTruth[]> {
  const found = new Map<string, ServerTruth>()
  await inParallel(serverIds, AT_ONCE, async (id) => {
    found.set(id, await readOne(remote, path, id, options.signal))
  })
  options.signal?.throwIfAborted()
  return serverIds.flatMap((id) => found.get(id) ?? [])
}

async function readOne(
  remote: RemoteShell,
  path: string,
  serverId: string,
  signal?: AbortSignal,
): Promise<ServerTruth> {
  const nothing = {
    reachable: false,
    liveDirectory: null,
    liveCommit: null,
    buildSha: null,
    holder: null,
    freeKb: null,
  }
  try {
    const connection = await remote.connect(serverId, { signal })
    try {
      const collected = collectReport()
      await connection.run(inspect(path), { signal, totalTimeoutMs: ANSWER_LIMIT_MS, onOutput: collected.listen })
      const { live, liveCommit, liveBuild, holder, freeKb } = stateOf(collected.report())
      const found = { liveDirectory: live, liveCommit, buildSha: liveBuild, holder, freeKb }
      return { serverId, reachable: true, ...found, message: null }
    } finally {
      await connection.close()
    }
  } catch (error) {
    return { serverId, ...nothing, message: sentenceOf(error) }
  }
}
