import { inParallel } from './in-parallel.ts'
import { failServer, type Run, sentenceOf } from './run-state.ts'
import { Halted, shipToServer } from './ship-server.ts'

/**
 * Ships to all servers, a bounded number at once. After a failure no server starts anything new before its switch; those
 * that switched already finish their restart and check, so that none is left with new files and an old process.
 */
export async function shipToServers(run: Run): Promise<void> {
  await inParallel(run.servers, run.snapshot.concurrency, async (server) => {
    try {
      await shipToServer(run, server)
    } catch (error) {
      run.stop.signal.throwIfAborted()
      if (!run.work.aborted && !(error instanceof Halted)) failServer(run, server, sentenceOf(error))
    }
  })
}
