import { readTruth } from '../../engine/read-truth.ts'
import { recordActivity } from '../activity/activity.events.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { isOff, judgeDrift, type Reading } from './drift.state.ts'
import { environmentFacts } from './environment-facts.ts'
import { guardReleases } from './release.policy.ts'
import type { ReleasePorts } from './release.ports.ts'
import { createReadings, type ServerDrift, storeReadings } from './release.readings.ts'
import { placeOf } from './release.storage.ts'

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

  return {
    drifts,

    /**
     * Asks every server of the environment, in its order; a server that does not answer is told as such. What is found is kept,
     * and drift that was not known before is an activity.
     * @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async checkDrift(viewer: Viewer, environmentId: string): Promise<ServerDrift[]> {
      guardReleases(viewer, 'checkDrift')
      const environment = await environmentFacts(prisma, environmentId)
      const servers = environment.servers.map(({ server }) => server)
      const known = new Set((await ofOne(environmentId)).filter(({ state }) => isOff(state)).map((one) => one.serverId))
      const truths = await readTruth(
        remote,
        environment.path,
        servers.map(({ id }) => id),
      )
      const at = clock.now().toISOString()
      const readings = new Map(truths.map(({ serverId, ...truth }) => [serverId, { ...truth, at } satisfies Reading]))
      const expected = await expectedIn(environment.liveReleaseId)
      const off = servers.filter(({ id }) => isOff(judgeDrift(readings.get(id) ?? null, expected).state))
      const names = off.map(({ name }) => name).join(', ')
      await log.transaction(async (tx) => {
        await storeReadings(tx, environmentId, readings)
        if (off.every(({ id }) => known.has(id))) return
        await recordActivity(tx, viewer, {
          kind: 'drift.found',
          subject: names,
          message: `found that ${names} of ${placeOf(environment)} ${off.length === 1 ? 'is' : 'are'} not as it should be`,
          projectId: environment.projectId,
        })
      })
      return ofOne(environmentId)
    },
  }
}
