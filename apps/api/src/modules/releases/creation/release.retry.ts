import { releaseIsFinal } from '../../../engine/release-states.ts'
import { plainRollout, type Rollout } from '../../../engine/rollout/rollout.ts'
import type { ReleaseSnapshot, StepStatus } from '../../../engine/types.ts'
import { signaturesOf } from '../../approvals/own-work.ts'
import { placeOf } from '../../environments/environment-place.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { needsRetry } from '../release.state.ts'
import { storeRelease } from '../release.storage.ts'
import { sameBuild, withBuild } from './chosen-build.ts'
import { assertUnlocked, environmentFacts } from './environment-facts.ts'

/** What ran once for the release has run for its retries too, unless it failed. */
const afterIts = (steps: { status: StepStatus }[], rollout: Rollout = plainRollout): Rollout =>
  steps.some(({ status }) => status === 'SUCCEEDED') ? { ...rollout, onceCommand: null } : rollout

export function createReleaseRetry({ prisma, log, bus, clock }: ReleasePorts) {
  async function load(id: string) {
    const origin = isId(id)
      ? await prisma.release.findUnique({
          where: { id },
          include: { targets: true, ...withBuild, steps: { where: { key: 'once' } } },
        })
      : null
    if (!origin) throw notFound('release')
    return origin
  }

  return {
    /**
     * Ships the same build, under the same directory name, with everything that was fixed then, to the servers that failed.
     * @throws CallerError NOT_FOUND, FORBIDDEN, LOCKED, CONFLICT
     */
    async retryRelease(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardReleases(viewer, 'retryRelease')
      const origin = await load(id)
      const environment = await environmentFacts(prisma, origin.environmentId)
      assertMayShipTo(viewer, environment, 'ship to')
      await assertUnlocked(prisma, environment, clock.now())
      if (!releaseIsFinal(origin.status)) {
        throw conflict(`Release #${origin.number} has not ended yet. Wait for it, or cancel it first.`, {
          releaseId: id,
        })
      }
      const failed = new Set(origin.targets.filter((t) => needsRetry(t.status)).map((t) => t.serverKey))
      if (origin.status === 'SUCCEEDED' || failed.size === 0) {
        throw conflict(`Release #${origin.number} has no failed servers: there is nothing to retry.`, { releaseId: id })
      }
      const servers = environment.servers.map(({ server }) => server).filter((server) => failed.has(server.id))
      if (servers.length === 0) {
        throw conflict('The servers that failed are no longer part of the environment. Ship a new release instead.')
      }
      const { path } = origin.snapshot as unknown as ReleaseSnapshot
      if (path !== environment.path) {
        throw conflict(
          `${environment.name} has moved from ${path} to ${environment.path} since. Ship a new release instead.`,
          { releaseId: id },
        )
      }
      const live = environment.liveRelease
      if (live && live.number > origin.number) {
        throw conflict(
          `Release #${live.number} went live after #${origin.number}. Ship a new release, or roll back, instead.`,
          { releaseId: live.id },
        )
      }

      return log.transaction(async (tx) => {
        // Two calls at once: the second waits here and then finds what the first made.
        await tx.db.$queryRaw`SELECT id FROM "Release" WHERE id = ${id} FOR UPDATE`
        const retried = await tx.db.release.findFirst({ where: { originId: id, kind: origin.kind } })
        if (retried && origin.kind === 'SHIP') {
          throw conflict(`Release #${origin.number} was retried as #${retried.number}: go on from there.`, {
            releaseId: retried.id,
          })
        }
        const {
          releaseId: _,
          number: __,
          directory,
          pinnedDirectories: ___,
          ...snapshot
        } = origin.snapshot as unknown as ReleaseSnapshot
        const buildSha256 = origin.build?.sha256 ?? snapshot.buildSha256 ?? null
        const made = await storeRelease(
          tx,
          {
            environment,
            snapshot: {
              ...{ ...snapshot, servers, buildSha256, chosenBuild: sameBuild(origin) },
              rollout: afterIts(origin.steps, snapshot.rollout),
            },
            directory,
            commitSubject: origin.commitSubject,
            commitAuthor: origin.commitAuthor,
            commitSignatures: signaturesOf(origin),
            buildId: origin.buildId,
            originId: id,
            scheduledAt: null,
            note: origin.note,
            clientId: null,
            activity: 'release.retried',
            describe: (number) =>
              `retries release #${origin.number} as #${number} on ${servers.length} of ${origin.targets.length} servers of ${placeOf(environment)}`,
          },
          { viewer, now: clock.now(), bus },
        )
        // Where the release is live all the same, its servers can't tell any more what they had before.
        await tx.db.$executeRaw`
          UPDATE "ReleaseTarget" t SET "previousDirectory" = before."previousDirectory" FROM "ReleaseTarget" before
          WHERE t."releaseId" = ${made.id} AND before."releaseId" = ${id} AND before."serverKey" = t."serverKey"`
        return made
      })
    },
  }
}
