import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { decisionsOf } from '../releases/approval/release-approval.reads.ts'
import { Train } from './trains.schema.ts'

const waiting = batched(async (ids: string[], context: Context) => {
  const trains = await context.services.trains.trainsNow(ids)
  const judged = await context.services.releases.approvalsOf([...trains.values()].flatMap((each) => each.waitingIds))
  return new Map(
    [...trains].flatMap(([id, { digest, waitingIds }]) => {
      const cars = waitingIds.flatMap((car) => judged.get(car) ?? [])
      return cars.length > 0
        ? [[id, { digest, decisions: cars.map((car) => decisionsOf(car, viewerOf(context))) }]]
        : []
    }),
  )
})
export const forgetTrainApprovals = (context: Context) => waiting.forget(context)

interface TrainApprovalState {
  digest: string
  decisions: ReturnType<typeof decisionsOf>[]
}

const TrainApproval = builder.objectRef<TrainApprovalState>('TrainApproval').implement({
  description: 'One word about all cars that wait for approval.',
  fields: (t) => ({
    digest: t.exposeString('digest', { description: 'Of what all cars would do, in their order: for approveTrain.' }),
    waiting: t.int({ description: 'How many cars wait.', resolve: ({ decisions }) => decisions.length }),
    canApprove: t.boolean({
      description: 'You may approve at least one of them now.',
      resolve: ({ decisions }) => decisions.some((each) => each.canApprove),
    }),
    canReject: t.boolean({
      description: 'You may reject it.',
      resolve: ({ decisions }) => decisions.some((each) => each.canReject),
    }),
  }),
})

builder.prismaObjectField(Train, 'approval', (t) =>
  t.field({
    type: TrainApproval,
    nullable: true,
    description: 'Null: no car waits for approval.',
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await waiting.load(context, id)) ?? null,
  }),
)
