import type { ReleaseStatus } from '../../../engine/types.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { differences } from '../../activity/differences.ts'
import type { Override } from '../../freezes/hold.ts'
import { CallerError, conflict, notFound } from '../../kernel/errors.ts'
import { isId, line } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import { hasRole, type Viewer } from '../../kernel/viewer.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { holdOf, holdSentence, overrideOf, toldOf, writeHold } from './release.holds.ts'

export function createReleaseOverride({ log, bus }: ReleasePorts) {
  return {
    /**
     * Lets a queued release begin in spite of the window and the freezes that there are at this moment; what is added later
     * holds it again, and so does a human lock.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT (nothing holds it), LOCKED, FROZEN (a strict freeze)
     */
    async overrideHold(viewer: Viewer, id: string, why: string): Promise<{ id: string }> {
      guardReleases(viewer, 'overrideHold')
      const reason = parseInput(line(300), why, 'reason')
      if (!isId(id)) throw notFound('release')
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Release" WHERE id = ${id} FOR UPDATE`
        const release = await tx.db.release.findUnique({ where: { id }, include: { environment: true } })
        if (!release) throw notFound('release')
        const { number, environment, status } = release
        const waits: ReleaseStatus = 'QUEUED'
        if (status !== waits) throw conflict(`Release #${number} is not queued (${status}).`, { releaseId: id, status })
        const before = overrideOf(release.override)
        const { hold, facts, now } = await holdOf(tx.db, environment.id, { override: before })
        if (!hold || !facts) throw conflict(`Nothing holds release #${number} back but its queue.`, { releaseId: id })
        const told = toldOf(hold)
        if (hold.kind === 'LOCK') {
          throw new CallerError('LOCKED', `${environment.name} is locked: ${hold.reason}. Unlock it instead.`, {
            ...told,
          })
        }
        const strict = hasRole(viewer, 'ADMIN')
        if (hold.strict && !strict) {
          throw new CallerError('FROZEN', `This freeze is strict: an ADMIN may override it. ${hold.reason}`, {
            ...told,
          })
        }
        const override: Override = {
          ...{ userId: viewer.userId, name: viewer.displayName, reason, strict, at: new Date(now).toISOString() },
          freezeIds: facts.freezes.filter((freeze) => strict || !freeze.strict).map((freeze) => freeze.id),
        }
        await tx.db.release.update({ where: { id }, data: { override: override as unknown as object } })
        await writeHold(tx, id, null)
        const was = told ? holdSentence(told) : ''
        const message = `${viewer.displayName} lets it begin all the same: ${reason} (${was})`
        await tx.append(releaseStream(id), [releaseChanged(status, message)])
        await announceRelease(tx, id)
        await recordActivity(tx, viewer, {
          kind: 'release.hold_overridden',
          subject: `#${number}`,
          reason,
          ...differences({ hold: told, override: before }, { hold: null, override }),
          message: `let release #${number} begin in spite of ${hold.kind === 'FREEZE' ? 'a freeze' : 'a closed window'}: ${reason}`,
          releaseId: id,
          projectId: environment.projectId,
        })
        tx.afterCommit(() => bus.publish('releases', { releaseId: id, reason: 'queued' }))
      })
      return { id }
    },
  }
}
