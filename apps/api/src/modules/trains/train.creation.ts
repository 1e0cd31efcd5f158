import { recordActivity } from '../activity/activity.events.ts'
import { canonical } from '../kernel/canonical.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { createCarDrafting } from './train.drafting.ts'
import { type CreateTrainInput, createTrainInput, type TrainInput } from './train.input.ts'
import { guardTrains } from './train.policy.ts'
import { storeTrain } from './train.storage.ts'
import type { TrainTending } from './train.tending.ts'

/** What was asked for, to know the same call again. */
const wishOf = ({ title, cars, onFailure }: TrainInput) => ({
  title,
  onFailure: onFailure ?? 'STOP',
  cars: cars.map(({ environmentId, revision, buildId }) => [environmentId, revision ?? null, buildId ?? null]),
})

export function createTrainCreation(ports: ReleasePorts, { tendTrain }: TrainTending) {
  const { prisma, log, clock } = ports
  const { draftCars } = createCarDrafting(ports)

  /** The train that this caller made with this id before, complete: a call that broke off is carried to its end. */
  async function madeBefore({ userId }: Viewer, input: TrainInput): Promise<{ id: string } | null> {
    if (!input.clientId) return null
    const key = { createdById: userId, clientId: input.clientId }
    const known = await prisma.train.findUnique({ where: { createdById_clientId: key } })
    if (!known) return null
    if (canonical(known.wish) !== canonical(wishOf(input))) {
      throw conflict(
        `This clientId was used for train #${known.number}, which is another one. Choose a new clientId.`,
        {
          ...{ trainId: known.id, field: 'input.clientId' },
        },
      )
    }
    await tendTrain(known.id)
    return known
  }

  return {
    /**
     * Queues one release for each car, all of them or none; each begins once the one before it has succeeded. What the
     * revisions are is looked up now, before anything is stored.
     * @throws CallerError BAD_USER_INPUT naming each car that is wrong, FORBIDDEN, LOCKED, UNREACHABLE, CONFLICT
     */
    async createTrain(viewer: Viewer, raw: CreateTrainInput): Promise<{ id: string }> {
      guardTrains(viewer, 'createTrain')
      const input = parseInput(createTrainInput(clock.now()), raw, 'input')
      const before = await madeBefore(viewer, input)
      if (before) return before
      const cars = await draftCars(viewer, input)
      const { title, note, onFailure, scheduledAt, clientId } = input
      const id = uuid7()
      try {
        await log.transaction(async (tx) => {
          await storeTrain(tx, {
            ...{ id, kind: 'SHIP', title, note: note ?? null, onFailure: onFailure ?? 'STOP', cars },
            ...{ wish: wishOf(input), clientId: clientId ?? null, scheduledAt: scheduledAt ?? null },
            ...{ createdById: viewer.userId, createdAt: clock.now() },
          })
          const { number } = await tx.db.train.findUniqueOrThrow({ where: { id }, select: { number: true } })
          const message = `put together train #${number} "${title}" of ${cars.length} releases`
          await recordActivity(tx, viewer, {
            ...{ kind: 'train.created', subject: `#${number}`, subjectId: id, message },
            after: { title, onFailure: onFailure ?? 'STOP', scheduledAt: scheduledAt ?? null, cars: cars.length },
          })
        })
      } catch (error) {
        // The same call came twice at once: the other was faster.
        const twin = isTaken(error) ? await madeBefore(viewer, input) : null
        if (twin) return twin
        throw error
      }
      await tendTrain(id)
      return { id }
    },
  }
}
