import { CallerError, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { createReleaseApproval } from '../releases/approval/release.approval.ts'
import { type createApprovalReads, decisionsOf } from '../releases/approval/release-approval.reads.ts'
import { approvalInput } from '../releases/creation/release.input.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { guardTrains } from './train.policy.ts'
import type { TrainTending } from './train.tending.ts'
import { digestOfTrain } from './train-digest.ts'

type Approvals = ReturnType<typeof createReleaseApproval> & ReturnType<typeof createApprovalReads>

/** One word about all releases of a train. Each of them is judged again by itself when it begins. */
export function createTrainDecisions({ prisma }: ReleasePorts, approvals: Approvals, { tendTrain }: TrainTending) {
  /** The cars that wait for approval, and what the viewer may say about each. @throws CallerError NOT_FOUND, CONFLICT */
  async function waitingCars(viewer: Viewer, id: string) {
    const train = isId(id)
      ? await prisma.train.findUnique({
          where: { id },
          include: { cars: { orderBy: { trainPosition: 'asc' }, omit: { snapshot: true } } },
        })
      : null
    if (!train) throw notFound('train')
    const waiting = train.cars.filter(({ status }) => status === 'WAITING_APPROVAL')
    if (waiting.length === 0) throw conflict(`No car of train #${train.number} waits for approval.`, { trainId: id })
    const judged = await approvals.approvalsOf(waiting.map((car) => car.id))
    const cars = [...judged.values()].map((car) => ({
      id: car.id,
      digest: car.approvalDigest ?? '',
      ...decisionsOf(car, viewer),
    }))
    return { digest: digestOfTrain(train.cars), cars }
  }

  const nobodyAsked = () =>
    new CallerError('FORBIDDEN', 'You are not one of those who decide about any car that waits.')

  return {
    /**
     * Approves every car that waits for this viewer's word, if the digest is that of the train as it is now.
     * @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT (none waits, or what would run has changed)
     */
    async approveTrain(viewer: Viewer, id: string, raw: { digest: string; comment?: string | null }) {
      guardTrains(viewer, 'approveTrain')
      const { digest, comment } = parseInput(approvalInput, raw)
      const { cars, digest: present } = await waitingCars(viewer, id)
      if (!cars.some(({ canApprove, canWithdraw }) => canApprove || canWithdraw)) throw nobodyAsked()
      if (digest !== present) {
        throw conflict('What would run is not what you looked at: the train has changed since. Look at it again.', {
          trainId: id,
        })
      }
      // Nothing of the train begins while one of them still waits, so that no half of it runs on half a word.
      for (const car of cars.filter(({ canApprove }) => canApprove)) {
        await approvals.approveRelease(viewer, car.id, { digest: car.digest, comment: comment ?? null })
      }
      return { id }
    },

    /** Ends it. @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async rejectTrain(viewer: Viewer, id: string, reason: string) {
      guardTrains(viewer, 'rejectTrain')
      const { cars } = await waitingCars(viewer, id)
      const mine = cars.find(({ canReject }) => canReject)
      if (!mine) throw nobodyAsked()
      await approvals.rejectRelease(viewer, mine.id, reason)
      await tendTrain(id)
      return { id }
    },
  }
}
