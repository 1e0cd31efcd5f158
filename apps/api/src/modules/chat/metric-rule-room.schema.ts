import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { Room } from './room.schema.ts'

const roomsById = batched(async (ids: string[], context) => {
  const rooms = await context.services.chat.roomsById(viewerOf(context), ids)
  return new Map(rooms.map((room) => [room.id, room]))
})

builder.prismaObjectField('MetricRule', 'room', (t) =>
  t.field({
    type: Room,
    nullable: true,
    description: 'Where its alarms and recoveries are told; null: in the activity and by notifications only.',
    select: { roomId: true },
    resolve: async ({ roomId }, _args, context) => (roomId && (await roomsById.load(context, roomId))) || null,
  }),
)
