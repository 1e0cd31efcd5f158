import { CallerError, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { createReleaseApproval } from '../releases/approval/release.approval.ts'
import { noteChange } from '../releases/approval/release.approving.ts'
import { type createApprovalReads, decisionsOf } from '../releases/approval/release-approval.reads.ts'
import { approvalInput } from '../releases/creation/release.input.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { approveCars } from './train.approving.ts'
import { guardTrains } from './train.policy.ts'
import type { TrainTending } from './train.tending.ts'

type Approvals = ReturnType<typeof createReleaseApproval> & ReturnType<typeof createApprovalReads>

/** One word about all releases of a train. Each of them is judged again by itself when it begins. */
export function createTrainDecisions(
  { prisma, log, bus }: ReleasePorts,
  approvals: Approvals,
  { tendTrain }: TrainTending,
) {
  /** The cars that wait for approval, and what the viewer may say about each. @throws CallerError NOT_FOUND, CONFLICT */
  async function waitingCars(viewer: Viewer, id: string) {
    const train = isId(id)
      ? await prisma.train.findUnique({
          where: { id },
          include: { cars: { orderBy: { trainPosition: 'asc' }, select: { id: true, status: true } } },
        })
      : null
    if (!train) throw notFound('train')
    const waiting = train.cars.filter(({ status }) => status === 'WAITING_APPROVAL')
    if (waiting.length === 0) throw conflict(`No car of train #${train.number} waits for approval.`, { trainId: id })
    const judged = await approvals.approvalsOf(waiting.map((car) => car.id))
    return [...judged.values()].map((car) => ({ id: car.id, ...decisionsOf(car, viewer) }))
  }

  const nobodyAsked = () =>
    new CallerError('FORBIDDEN', 'You are not one of those who decide about any car that waits.')

  return {
    /**
     * Approves every car that waits for this viewer's word, or none, if the digest is that of the train as it is now.
     * @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT (none waits, or what would run has changed: of which car)
     */
    async approveTrain(viewer: Viewer, id: string, raw: { digest: string; comment?: string | null }) {
      guardTrains(viewer, 'approveTrain')
      const { digest, comment } = parseInput(approvalInput, raw)
      if (!isId(id)) throw notFound('train')
      const wish = { digest, comment: comment ?? null, nobodyAsked }
      const { changed, approved } = await log.transaction((tx) => approveCars(tx, viewer, id, wish))
      for (const releaseId of approved) bus.publish('releases', { releaseId, reason: 'queued' })
      // Each tells a room of its own, so each is a transaction of its own.
      for (const car of changed) await log.transaction((tx) => noteChange(tx, car.id))
      const [first] = changed
      if (first) throw conflict(first.sentence, { trainId: id, releaseId: first.id })
      return { id }
    },

    /** Ends it. @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async rejectTrain(viewer: Viewer, id: string, reason: string) {
      guardTrains(viewer, 'rejectTrain')
      const cars = await waitingCars(viewer, id)
      const mine = cars.find(({ canReject }) => canReject)
      if (!mine) throw nobodyAsked()
      await approvals.rejectRelease(viewer, mine.id, reason)
      await tendTrain(id)
      return { id }
    },
  }
}
