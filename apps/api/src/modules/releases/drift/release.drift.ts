import { readTruth } from '../../../engine/read-truth.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { type EnvironmentFacts, environmentFacts } from '../creation/environment-facts.ts'
import { guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { createReadings, type ServerDrift, storeReadings } from '../release.readings.ts'
import { activeStatuses } from '../release.state.ts'
import { takeDue } from './drift.due.ts'
import { isOff, judgeDrift, type Reading } from './drift.state.ts'
import { tellDrift } from './drift.telling.ts'

/** Something was shipped while the servers were asked, or is about to be: what was read says nothing. */
async function hasMoved(tx: LogTransaction, { id, liveReleaseId }: EnvironmentFacts): Promise<boolean> {
  const now = await tx.db.environment.findUnique({ where: { id }, select: { liveReleaseId: true } })
  const busy = await tx.db.release.count({ where: { environmentId: id, status: { in: [...activeStatuses] } } })
  return busy > 0 || now?.liveReleaseId !== liveReleaseId
}

/** Compares what servers serve with what Sendoff believes. */
export function createReleaseDrift({ prisma, log, clock, remote }: ReleasePorts) {
  const { drifts } = createReadings({ prisma })
  const ofOne = async (environmentId: string) => (await drifts([environmentId])).get(environmentId) ?? []

  async function expectedIn(liveReleaseId: string | null) {
    const live = liveReleaseId
      ? await prisma.release.findUnique({ where: { id: liveReleaseId }, include: { build: true } })
      : null
    return live && { directory: live.directory, buildSha: live.build?.sha256 ?? null }
  }

  async function check(viewer: Viewer | null, environmentId: string, signal?: AbortSignal): Promise<void> {
    const environment = await environmentFacts(prisma, environmentId)
    const servers = environment.servers.map(({ server }) => server)
    const known = new Set((await ofOne(environmentId)).filter(({ state }) => isOff(state)).map((one) => one.serverId))
    const ids = servers.map(({ id }) => id)
    const truths = await readTruth(remote, environment.path, ids, signal ? { signal } : {})
    const at = clock.now().toISOString()
    const readings = new Map(truths.map(({ serverId, ...truth }) => [serverId, { ...truth, at } satisfies Reading]))
    const expected = await expectedIn(environment.liveReleaseId)
    const off = servers.filter(({ id }) => isOff(judgeDrift(readings.get(id) ?? null, expected).state))
    await log.transaction(async (tx) => {
      if (viewer === null && (await hasMoved(tx, environment))) return
      await storeReadings(tx, environmentId, readings)
      if (off.every(({ id }) => known.has(id))) return
      await tellDrift(tx, viewer, environment, { names: off.map(({ name }) => name), at })
    })
  }

  return {
    drifts,

    /**
     * Asks every server of the environment, in its order; a server that does not answer is told as such. What is found is kept,
     * and drift that was not known before is told.
     * @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async checkDrift(viewer: Viewer, environmentId: string): Promise<ServerDrift[]> {
      guardReleases(viewer, 'checkDrift')
      await check(viewer, environmentId)
      await prisma.environment.update({ where: { id: environmentId }, data: { driftCheckedAt: clock.now() } })
      return ofOne(environmentId)
    },

    /** Checks the environment that nobody has for longest, and for so many hours; false: there is none. */
    async checkDueDrift(hours: number, signal?: AbortSignal): Promise<boolean> {
      const id = await takeDue(prisma, hours)
      if (id !== null) await check(null, id, signal)
      return id !== null
    },
  }
}
