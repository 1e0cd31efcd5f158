import { EXIT } from '../../commands/script.ts'
import { unpackFromSwarm } from '../../commands/unpack-from-swarm.ts'
import { ConnectionLost, LeaseLost, StepFailed } from '../../errors.ts'
import type { Artifact } from '../../ports.ts'
import type { Swarm } from '../../swarm-port.ts'
import { type Run, type ServerRun, sentenceOf } from '../run-state.ts'
import { holder, readServer, runScript } from '../server-script.ts'
import { sendBuild } from '../upload.ts'
import type { FigureBook } from './figures.ts'
import { join, type Membership } from './membership.ts'

export interface Delivery {
  swarm: Swarm
  artifact: Artifact
  figures: FigureBook
  /** Every server that takes part, so that all can be sent home at the end. */
  memberships: Set<Membership>
  /** Waits until one more may be served directly. */
  directly(work: () => Promise<string>): Promise<string>
  /** Fires when the release needs nothing more of it. */
  over: AbortSignal
}

/** Brings the build to one server: from the others where that goes well, else directly, as if there were no swarm. Says how. */
export async function deliver(run: Run, server: ServerRun, delivery: Delivery): Promise<string> {
  const key = `upload:${server.id}`
  const { figures, over } = delivery
  try {
    await takeFromOthers(run, server, delivery)
    figures.arrived(server.id)
    return 'Taken from the other servers.'
  } catch (error) {
    server.work.throwIfAborted()
    if (over.aborted || !(error instanceof NotShared)) throw error
    await run.ports.journal.output(key, 'SYSTEM', `${error.message} It is served directly.\n`)
    figures.turnDirect(server.id, error.message)
    const sentence = await delivery.directly(() => {
      over.throwIfAborted()
      return sendBuild(run, server, key)
    })
    figures.arrived(server.id)
    return sentence
  }
}

/** The build did not come from the others, and may come in another way. */
class NotShared extends Error {}

async function takeFromOthers(run: Run, server: ServerRun, delivery: Delivery): Promise<void> {
  const { artifact, swarm, figures, memberships } = delivery
  const key = `upload:${server.id}`
  const attempt = `${run.fence}-s`
  const membership = join(run, server, swarm, {
    attempt,
    onProgress(progress) {
      figures.note(server.id, progress)
      if (progress.received === null) return
      run.book.progress(key, Math.floor((progress.received / Math.max(1, artifact.sizeBytes)) * 100))
    },
  })
  memberships.add(membership)
  try {
    await membership.whole.catch(async (error: unknown) => {
      if (error instanceof LeaseLost) throw error
      if (error instanceof ConnectionLost) await server.link.reconnect(server.work)
      throw new NotShared(sentenceOf(error))
    })
    await unpack(run, server, artifact, attempt)
  } catch (error) {
    // Nobody takes from it any more: what is sent next needs its place.
    memberships.delete(membership)
    await membership.leave()
    throw error
  }
}

async function unpack(run: Run, server: ServerRun, { sha256 }: Artifact, attempt: string): Promise<void> {
  const { commit, sharedPaths, totalTimeoutSeconds } = run.snapshot
  const stepKey = `upload:${server.id}`
  const text = unpackFromSwarm({ ...holder(run), commit, sha256, sharedPaths, attempt })
  try {
    await runScript(run, server, text, { stepKey, signal: server.work, totalTimeoutMs: totalTimeoutSeconds * 1000 })
  } catch (error) {
    if (error instanceof StepFailed && error.exitCode === EXIT.damaged) throw new NotShared(error.message)
    if (!(error instanceof ConnectionLost)) throw error
    await server.link.reconnect(server.work)
    const { build } = await readServer(run, server, stepKey, server.work)
    if (build !== sha256) throw new NotShared(error.message)
  }
}
