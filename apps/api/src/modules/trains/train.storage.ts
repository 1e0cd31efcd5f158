import type { LogTransaction } from '../../streams/event-log.ts'
import type { CarDraft } from './train.drafting.ts'

interface NewTrain {
  id: string
  kind: 'SHIP' | 'ROLLBACK'
  title: string
  note?: string | null
  onFailure: 'STOP' | 'ROLL_BACK'
  cars: CarDraft[]
  wish?: object
  clientId?: string | null
  createdById: string
  createdAt: Date
  scheduledAt?: Date | null
  originId?: string | null
}

/** The train with everything that its releases will be: from here on whoever finds it can make them. */
export async function storeTrain(tx: LogTransaction, { cars, ...train }: NewTrain): Promise<string> {
  const { id } = await tx.db.train.create({
    data: { ...train, carCount: cars.length, drafts: JSON.parse(JSON.stringify(cars)) },
  })
  return id
}
