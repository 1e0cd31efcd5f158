import { releaseIsFinal } from '../../../engine/release-states.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { markInput } from '../creation/release.input.ts'
import { redrawCard } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'

export function createReleaseMarking({ prisma, log, clock }: ReleasePorts) {
  return {
    /**
     * Tells everybody, and rollBack, that nobody should go back to a release; or takes that back.
     * @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT (it has not ended)
     */
    async markRelease(
      viewer: Viewer,
      id: string,
      mark: { bad: boolean; reason?: string | null },
    ): Promise<{ id: string }> {
      guardReleases(viewer, 'markRelease')
      const { bad, reason } = parseInput(markInput, mark)
      const include = { environment: true }
      const release = isId(id) ? await prisma.release.findUnique({ where: { id }, include }) : null
      if (!release) throw notFound('release')
      const { number, environment } = release
      assertMayShipTo(viewer, environment, 'judge releases of')
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Release" WHERE id = ${id} FOR UPDATE`
        const { status, badAt, badReason } = await tx.db.release.findUniqueOrThrow({ where: { id } })
        if (!releaseIsFinal(status)) {
          throw conflict(`Release #${number} has not ended yet. Wait for it, or cancel it first.`, { releaseId: id })
        }
        if (bad ? badReason === reason : badAt === null) return
        const data = bad
          ? { badAt: clock.now(), badReason: reason, badById: viewer.userId }
          : { badAt: null, badReason: null, badById: null }
        await tx.db.release.update({ where: { id }, data })
        const message = bad ? `marked release #${number} as bad: ${reason}` : `took the mark off release #${number}`
        await tx.append(releaseStream(id), [releaseChanged(status, `${viewer.displayName} ${message}`)])
        await redrawCard(tx, id)
        await recordActivity(tx, viewer, {
          kind: bad ? 'release.marked' : 'release.unmarked',
          subject: `#${number}`,
          ...(reason && { reason }),
          ...{ before: { bad: badAt && { reason: badReason } }, after: { bad: bad ? { reason } : null } },
          message,
          releaseId: id,
          projectId: environment.projectId,
        })
      })
      return { id }
    },
  }
}
