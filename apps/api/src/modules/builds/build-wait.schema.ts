import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'
import { slotTimes } from './slot-times.ts'
import { usualBuilds } from './usual-builds.ts'

const expectedSlots = batched(async (_ids: string[], { services }: Context) => {
  const turns = await services.buildTurns.current()
  if (turns.every(({ began }) => began)) return new Map<string, number>()
  const ids = turns.map(({ releaseId }) => releaseId)
  return slotTimes(turns, await usualBuilds(services.database.prisma, ids), Date.now())
})

builder.prismaObjectFields('Release', (t) => ({
  buildExpectedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description:
      'When it is expected to go on, while it waits in the line before the build slots: by what the builds before it usually take (the median of the last ten of their environment, else of their project). Null: it does not wait there, or nobody knows.',
    select: { id: true, status: true },
    resolve: async ({ id, status }, _args, context) => {
      if (status !== 'RUNNING') return null
      const at = await expectedSlots.load(context, id)
      return at === undefined ? null : new Date(at)
    },
  }),
}))
