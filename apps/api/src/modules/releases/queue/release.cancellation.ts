import type { ReleaseStatus, StepStatus } from '../../../engine/types.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { conflict, forbidden, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { guardReleases, mayCancel } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { afterCancelRequest } from '../release.state.ts'

export function createReleaseCancellation({ prisma, log, bus, clock }: ReleasePorts) {
  return {
    /**
     * A release that waits is cancelled at once; for one that runs, its worker is told to stop it. Servers that already
     * switched keep the release, or with `keep: false` go back to what they had. Asking again changes nothing: the first wish
     * counts.
     * @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT (it has ended)
     */
    async cancelRelease(viewer: Viewer, id: string, { keep = true } = {}): Promise<{ id: string }> {
      guardReleases(viewer, 'cancelRelease')
      const release = isId(id)
        ? await prisma.release.findUnique({ where: { id }, include: { environment: true } })
        : null
      if (!release) throw notFound('release')
      const { number, environment } = release
      if (!mayCancel(viewer, release, environment)) {
        throw forbidden(`cancel release #${number}`, environment.kind === 'PRODUCTION' ? 'OPERATOR' : 'DEVELOPER')
      }

      await log.transaction(async (tx) => {
        const [now] = await tx.db.$queryRaw<{ status: ReleaseStatus }[]>`
          SELECT status FROM "Release" WHERE id = ${id} FOR UPDATE`
        if (!now) throw notFound('release')
        const next = afterCancelRequest(now.status)
        if (next === null) {
          throw conflict(
            `Release #${number} has ended (${now.status}): there is nothing to cancel. Roll back instead.`,
            {
              releaseId: id,
              status: now.status,
            },
          )
        }
        if (next === now.status) return
        const at = clock.now()
        await tx.db.release.update({
          where: { id },
          data: {
            status: next,
            cancelRequestedAt: at,
            cancelRollsBack: !keep,
            finishedAt: next === 'CANCELLED' ? at : null,
          },
        })
        const message = `Cancelled by ${viewer.displayName}.${keep ? '' : ' What had switched goes back.'}`
        const events = [releaseChanged(next, message)]
        if (next === 'CANCELLED') {
          const cancelled = { status: 'CANCELLED' as StepStatus }
          const steps = await tx.db.step.updateManyAndReturn({
            where: { releaseId: id },
            data: { ...cancelled, finishedAt: at },
            select: { key: true },
          })
          await tx.db.releaseTarget.updateMany({ where: { releaseId: id }, data: cancelled })
          for (const { key } of steps) {
            const payload = { releaseStatus: next, message: null, stepKey: key, stepStatus: cancelled.status }
            events.push({ kind: 'step', payload })
          }
        }
        await tx.append(releaseStream(id), events)
        await announceRelease(tx, id)
        await recordActivity(tx, viewer, {
          kind: 'release.cancelled',
          subject: `#${number}`,
          ...{ before: { status: now.status }, after: { status: next } },
          message: `cancelled release #${number}`,
          releaseId: id,
          projectId: environment.projectId,
        })
        tx.afterCommit(() => bus.publish('releases', { releaseId: id, reason: 'cancel' }))
      })
      return { id }
    },
  }
}
