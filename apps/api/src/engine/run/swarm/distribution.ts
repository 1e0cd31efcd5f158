import { SwarmUnavailable } from '../../errors.ts'
import type { Artifact } from '../../ports.ts'
import type { Swarm } from '../../swarm-port.ts'
import { perform } from '../perform.ts'
import type { Run, ServerRun } from '../run-state.ts'
import { sendBuild } from '../upload.ts'
import { type Delivery, deliver } from './deliver.ts'
import { keepFigures } from './figures.ts'
import { littleIsLacking } from './lacking.ts'
import { membersOf, settingOf } from './pays.ts'
import { slots } from './slots.ts'

/** A build on its way to many servers at once. */
export interface Distribution {
  /** A server's upload, which has begun already; only once, and null for servers that are served on their own. */
  take(serverId: string): Promise<void> | null
  /** Ends all that still runs for it, here and on the servers. */
  end(): Promise<void>
}

/** Has the servers share the build among each other, from now on and beside everything else; null where it does not pay. */
export async function beginDistribution(run: Run): Promise<Distribution | null> {
  const { artifact } = run
  const members = membersOf(run)
  if (artifact === null || members.length === 0) return null
  if (settingOf(run).peerToPeer === 'AUTO' && (await littleIsLacking(run, artifact, members))) return null
  const swarm = await beginSwarm(run, artifact, members)
  return swarm === null ? null : distribute(run, artifact, swarm, members)
}

async function beginSwarm(run: Run, artifact: Artifact, members: ServerRun[]): Promise<Swarm | null> {
  const say = (text: string) => run.ports.journal.output('package', 'SYSTEM', `${text}\n`)
  try {
    await say(`${members.length} of ${run.servers.length} servers take the build from each other, peer-to-peer.`)
    const { encryption } = settingOf(run)
    const swarm = await run.ports.swarms?.begin(artifact, { members: members.map(({ id }) => id), encryption })
    return swarm ?? null
  } catch (error) {
    if (!(error instanceof SwarmUnavailable)) throw error
    await say(`Or rather, each is served directly, because there can be no swarm: ${error.message}`)
    return null
  }
}

function distribute(run: Run, artifact: Artifact, swarm: Swarm, members: ServerRun[]): Distribution {
  const over = new AbortController()
  const figures = keepFigures(run, members, artifact.sizeBytes, swarm.sentBytes)
  const directly = slots(run.snapshot.concurrency)
  const delivery: Delivery = { swarm, artifact, figures, memberships: new Set(), directly, over: over.signal }
  const begin = async (server: ServerRun): Promise<void> => {
    const key = `upload:${server.id}`
    let again = false
    await perform(run, key, async () => {
      try {
        // Whoever is tried again after a failure is served in the way that has the fewest parts.
        if (again) return await sendBuild(run, server, key)
        again = true
        return await deliver(run, server, delivery)
      } catch (error) {
        if (!over.signal.aborted || run.work.aborted) throw error
        // Others failed meanwhile, or it was left out: nothing is wrong with this one.
        await run.book.change(key, 'CANCELLED', { message: 'Not done, because the release failed.' })
        return ''
      }
    })
  }
  const deliveries = new Map(members.map((server) => [server.id, begin(server)]))
  let ending: Promise<void> | null = null
  const end = async (): Promise<void> => {
    over.abort()
    await Promise.all([...delivery.memberships].map((membership) => membership.leave()))
    await Promise.allSettled(deliveries.values())
    await figures.end()
    await swarm.end()
  }
  const endOnce = () => (ending ??= end())
  // As soon as everybody has it nobody needs to serve anybody.
  const done = Promise.allSettled(deliveries.values())
  void done.then(endOnce)
  const open = new Map(deliveries)
  return {
    take(serverId) {
      const begun = open.get(serverId) ?? null
      open.delete(serverId)
      return begun
    },
    end: endOnce,
  }
}
