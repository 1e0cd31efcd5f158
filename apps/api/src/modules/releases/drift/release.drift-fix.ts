import type { ReleaseSnapshot } from '../../../engine/types.ts'
import type { Prisma } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { signaturesOf } from '../../approvals/own-work.ts'
import { placeOf } from '../../environments/environment-place.ts'
import { badInput, conflict } from '../../kernel/errors.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { sameBuild, withBuild } from '../creation/chosen-build.ts'
import { assertUnlocked, type EnvironmentFacts, environmentFacts } from '../creation/environment-facts.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { createReadings } from '../release.readings.ts'
import { activeStatuses } from '../release.state.ts'
import { storeRelease } from '../release.storage.ts'

type Live = Prisma.ReleaseGetPayload<{ include: typeof withBuild }>

/** @throws CallerError CONFLICT while something may still change what should be live */
async function assertQuiet(tx: LogTransaction, { id, name }: EnvironmentFacts) {
  // Two calls at once: the second waits here and then finds what the first made.
  await tx.db.$queryRaw`SELECT id FROM "Environment" WHERE id = ${id} FOR UPDATE`
  const busy = await tx.db.release.findFirst({
    where: { environmentId: id, status: { in: [...activeStatuses, 'QUEUED'] } },
    orderBy: { number: 'asc' },
  })
  if (!busy) return
  throw conflict(`Release #${busy.number} of ${name} has not ended. Wait for it, then check again.`, {
    releaseId: busy.id,
  })
}

export function createDriftFix({ prisma, log, bus, clock }: ReleasePorts) {
  const { drifts } = createReadings({ prisma })

  /** @throws CallerError CONFLICT where there is nothing that could be put on a server */
  async function liveOf({ name, path, liveReleaseId }: EnvironmentFacts): Promise<Live> {
    const live = liveReleaseId
      ? await prisma.release.findUnique({ where: { id: liveReleaseId }, include: withBuild })
      : null
    if (!live) throw conflict(`Nothing is live in ${name} yet: there is nothing to put back. Ship a release instead.`)
    const shippedTo = (live.snapshot as unknown as ReleaseSnapshot).path
    if (shippedTo === path) return live
    throw conflict(
      `${name} has moved from ${shippedTo} to ${path} since #${live.number}. Ship a new release instead.`,
      {
        releaseId: live.id,
      },
    )
  }

  /** @throws CallerError BAD_USER_INPUT, CONFLICT */
  async function chosen(environment: EnvironmentFacts, serverIds: readonly string[]) {
    const wanted = new Set(serverIds)
    const servers = environment.servers.map(({ server }) => server).filter((server) => wanted.has(server.id))
    if (servers.length !== wanted.size || wanted.size === 0) {
      const message =
        wanted.size === 0 ? 'Choose at least one server.' : `Not all of these are servers of ${environment.name}.`
      throw badInput([{ path: 'serverIds', message }])
    }
    const known = (await drifts([environment.id])).get(environment.id) ?? []
    const fine = known.filter(({ serverId, state }) => wanted.has(serverId) && state === 'SAME')
    if (fine.length === 0) return servers
    const names = fine.map(({ serverName }) => serverName).join(', ')
    throw conflict(
      `There is nothing to fix on ${names}: what is live there is as it should be. Check again if you doubt it.`,
    )
  }

  return {
    /**
     * Ships what is live, under the same directory name and with everything that was fixed for it, to servers that have something
     * else: a release like any other, with its lock, its steps and its place in the history.
     * @throws CallerError NOT_FOUND, FORBIDDEN, LOCKED, BAD_USER_INPUT, CONFLICT
     */
    async fixDrift(viewer: Viewer, environmentId: string, serverIds: readonly string[]): Promise<{ id: string }> {
      guardReleases(viewer, 'fixDrift')
      const environment = await environmentFacts(prisma, environmentId)
      assertMayShipTo(viewer, environment, 'ship to')
      await assertUnlocked(prisma, environment, clock.now())
      const live = await liveOf(environment)
      const servers = await chosen(environment, serverIds)
      return log.transaction(async (tx) => {
        await assertQuiet(tx, environment)
        const {
          releaseId: _,
          number: __,
          directory,
          pinnedDirectories: ___,
          ...made
        } = live.snapshot as unknown as ReleaseSnapshot
        const buildSha256 = live.build?.sha256 ?? made.buildSha256 ?? null
        return storeRelease(
          tx,
          {
            environment,
            // What runs once per release has run: nothing new is shipped.
            snapshot: {
              ...{ ...made, servers, buildSha256, chosenBuild: sameBuild(live) },
              ...(made.rollout && { rollout: { ...made.rollout, onceCommand: null } }),
            },
            directory,
            commitSubject: live.commitSubject,
            commitAuthor: live.commitAuthor,
            commitSignatures: signaturesOf(live),
            buildId: live.buildId,
            originId: live.id,
            scheduledAt: null,
            note: null,
            clientId: null,
            activity: 'release.repaired',
            describe: (number) =>
              `ships #${live.number} again as #${number} to ${servers.map(({ name }) => name).join(', ')} of ${placeOf(environment)}`,
          },
          { viewer, now: clock.now(), bus },
        )
      })
    },
  }
}
