import { HandedOver } from '../errors.ts'
import type { BuildTurn } from '../ports.ts'
import { findArtifact } from './chosen-build.ts'
import type { Run } from './run-state.ts'

/**
 * Waits for a slot to build in, with what it waits for at the step BUILD. Null: somebody made the very build meanwhile, and it
 * is in the run. While it waits it keeps no connection, only the servers' locks.
 * @throws HandedOver when another worker's disk has the build that was waited for
 */
export async function takeTurn(run: Run, cacheKey: string): Promise<BuildTurn | null> {
  const { turns } = run.ports
  // A worker may have died after the build and before it was packed: then it is packing that waits.
  const key = ['build', 'package'].find((each) => run.book.has(each) && !run.book.isFinal(each))
  let waits = false
  const turn = await turns.take(cacheKey, {
    signal: run.work,
    async onWaiting(message) {
      if (!waits) await Promise.all(run.servers.map((server) => server.link.close()))
      waits = true
      if (key) await run.book.change(key, 'BLOCKED', { message })
    },
    async isMade(byEqual) {
      await findArtifact(run, cacheKey)
      if (run.artifact !== null) return true
      if (byEqual && (await turns.adopt(cacheKey))) {
        run.stop.abort(new HandedOver("The build lies on another worker's disk."))
        run.stop.signal.throwIfAborted()
      }
      return false
    },
  })
  if (waits && key) await backInLine(run, key, turn)
  return turn
}

async function backInLine(run: Run, key: string, turn: BuildTurn | null): Promise<void> {
  try {
    await run.book.change(key, 'PENDING', { message: null })
  } catch (error) {
    await turn?.free()
    throw error
  }
}
