import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { isReferenced } from '../kernel/database-errors.ts'
import { badInput, forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { type FreezeInput, freezeInput } from './freezes.input.ts'
import { guardFreezes, strictNeeds } from './freezes.policy.ts'
import { changeFreezes } from './hold-facts.ts'

interface FreezesPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  bus: Bus
}

/** Times in which releases do not begin. */
export function createFreezes({ prisma, log, clock, bus }: FreezesPorts) {
  function columnsOf(input: FreezeInput) {
    const { scope, projectId, environmentId, reason, strict, startsAt, endsAt, weekly } = parseInput(
      freezeInput(clock.now()),
      input,
      'input',
    )
    return {
      ...{ scope, reason, strict: strict ?? false, startsAt: startsAt ?? null, endsAt: endsAt ?? null },
      projectId: scope === 'PROJECT' ? (projectId ?? null) : null,
      environmentId: scope === 'ENVIRONMENT' ? (environmentId ?? null) : null,
      weekly: (weekly ?? []) as unknown as Prisma.InputJsonValue,
    }
  }

  const assertMayStrict = (viewer: Viewer, strict: boolean, doWhat: string) => {
    if (strict && !hasRole(viewer, strictNeeds)) throw forbidden(doWhat, strictNeeds)
  }
  const refusal = (error: unknown, { scope }: { scope: string }) => {
    const field = scope === 'PROJECT' ? 'projectId' : 'environmentId'
    return isReferenced(error)
      ? badInput([{ path: `input.${field}`, message: 'There is nothing with this id.' }])
      : error
  }
  const require = async (id: string) => {
    const found = isId(id) ? await prisma.freeze.findUnique({ where: { id } }) : null
    if (!found) throw notFound('freeze')
    return found
  }
  /** Workers look again at once: something may begin, or has to say that it does not. */
  const hint = () => bus.publish('releases', { releaseId: '', reason: 'queued' })

  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT */
    async addFreeze(viewer: Viewer, input: FreezeInput): Promise<{ id: string }> {
      guardFreezes(viewer, 'addFreeze')
      const data = columnsOf(input)
      assertMayStrict(viewer, data.strict, 'freeze strictly')
      const id = uuid7()
      return log
        .transaction(async (tx) => {
          await changeFreezes(tx.db)
          await tx.db.freeze.create({ data: { id, ...data, createdById: viewer.userId } })
          await recordActivity(tx, viewer, {
            kind: 'freeze.added',
            ...{ subject: data.reason, subjectId: id },
            after: data,
            message: `froze releases: ${data.reason}`,
            projectId: data.projectId ?? undefined,
          })
          tx.afterCommit(hint)
          return { id }
        })
        .catch((error) => {
          throw refusal(error, data)
        })
    },

    /** Replaces all of it. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async updateFreeze(viewer: Viewer, id: string, input: FreezeInput): Promise<void> {
      guardFreezes(viewer, 'updateFreeze')
      const data = columnsOf(input)
      const before = await require(id)
      assertMayStrict(viewer, data.strict || before.strict, 'change a strict freeze')
      await log
        .transaction(async (tx) => {
          await changeFreezes(tx.db)
          const { count } = await tx.db.freeze.updateMany({ where: { id, strict: before.strict }, data })
          if (count === 0) throw notFound('freeze')
          await recordActivity(tx, viewer, {
            kind: 'freeze.changed',
            ...{ subject: data.reason, subjectId: id },
            ...differences(before, data),
            message: `changed the freeze "${data.reason}"`,
            projectId: data.projectId ?? undefined,
          })
          tx.afterCommit(hint)
        })
        .catch((error) => {
          throw refusal(error, data)
        })
    },

    /** Releases that waited for it go on. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeFreeze(viewer: Viewer, id: string): Promise<void> {
      guardFreezes(viewer, 'removeFreeze')
      const { id: _id, createdAt: _createdAt, createdById: _createdById, ...was } = await require(id)
      const { strict, reason, projectId } = was
      assertMayStrict(viewer, strict, 'remove a strict freeze')
      await log.transaction(async (tx) => {
        await changeFreezes(tx.db)
        const { count } = await tx.db.freeze.deleteMany({ where: { id, strict } })
        if (count === 0) throw notFound('freeze')
        await recordActivity(tx, viewer, {
          kind: 'freeze.removed',
          ...{ subject: reason, subjectId: id },
          before: was,
          message: `removed the freeze "${reason}"`,
          projectId: projectId ?? undefined,
        })
        tx.afterCommit(hint)
      })
    },
  }
}

export type Freezes = ReturnType<typeof createFreezes>
