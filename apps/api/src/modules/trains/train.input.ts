import { z } from 'zod'
import { block, id, line } from '../kernel/fields.ts'
import { begin, revision } from '../releases/creation/release.input.ts'

export const MOST_CARS = 50

const car = z
  .object({ environmentId: id, revision: revision.nullish(), buildId: id.nullish() })
  .superRefine(({ revision: named, buildId }, context) => {
    if ((named == null) !== (buildId == null)) return
    context.addIssue({ code: 'custom', path: ['revision'], message: 'Pass either a revision or a buildId.' })
  })

const cars = z
  .array(car)
  .min(2, 'A train has at least two cars. For one, create a release.')
  .max(MOST_CARS, `A train has at most ${MOST_CARS} cars.`)
  .superRefine((list, context) => {
    for (const [i, { environmentId }] of list.entries()) {
      if (list.findIndex((other) => other.environmentId === environmentId) === i) continue
      const message = 'This environment is in the train already: each one goes once.'
      context.addIssue({ code: 'custom', path: [i, 'environmentId'], message })
    }
  })

export const createTrainInput = (now: Date) =>
  z.object({
    title: line(120),
    cars,
    onFailure: z.enum(['STOP', 'ROLL_BACK']).nullish(),
    note: block(2000).nullish(),
    scheduledAt: begin(now).nullish(),
    clientId: line(200).nullish(),
  })

export type TrainInput = z.output<ReturnType<typeof createTrainInput>>

export interface CreateTrainInput {
  title: string
  cars: readonly { environmentId: string; revision?: string | null; buildId?: string | null }[]
  onFailure?: 'STOP' | 'ROLL_BACK' | null
  note?: string | null
  scheduledAt?: Date | null
  clientId?: string | null
}
