import type { ReleaseStatus } from '../../engine/types.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import { statusOfTrain, type TrainStatus } from './train.state.ts'
import { digestOfTrain } from './train-digest.ts'

/** How a train stands, with what its page asks besides. */
export interface TrainNow {
  status: TrainStatus
  digest: string
  carIds: string[]
  waitingIds: string[]
  wayBackId: string | null
  hasEnded: boolean
}

interface Row {
  id: string
  state: 'PREPARING' | 'READY' | 'STOPPED'
  carCount: number
  finishedAt: Date | null
  cars: { id: string; status: ReleaseStatus; commit: string; approvalDigest: string | null }[]
}

const cars = {
  orderBy: { trainPosition: 'asc' },
  select: { id: true, status: true, commit: true, approvalDigest: true },
} as const

const statusOf = (row: Row, wayBack: TrainStatus | null) =>
  statusOfTrain(
    row,
    row.cars.map(({ status }) => status),
    wayBack,
  )

export const createTrainReads = ({ prisma }: { prisma: PrismaClient }) => ({
  /** By one question for all of them. */
  async trainsNow(ids: string[]): Promise<Map<string, TrainNow>> {
    const rows = await prisma.train.findMany({
      where: { id: { in: ids } },
      omit: { drafts: true },
      include: { cars, ways: { orderBy: { number: 'desc' }, take: 1, omit: { drafts: true }, include: { cars } } },
    })
    return new Map(
      rows.map((row): [string, TrainNow] => {
        const [way] = row.ways
        const now = {
          status: statusOf(row, way ? statusOf(way, null) : null),
          digest: digestOfTrain(row.cars),
          carIds: row.cars.map(({ id }) => id),
          waitingIds: row.cars.filter(({ status }) => status === 'WAITING_APPROVAL').map(({ id }) => id),
          wayBackId: way?.id ?? null,
          hasEnded: row.finishedAt !== null,
        }
        return [row.id, now]
      }),
    )
  },
})
