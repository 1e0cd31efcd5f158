import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import type { ReleaseCardState } from './room.events.ts'

const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

export const CardTrain = builder.objectRef<NonNullable<ReleaseCardState['train']>>('CardTrain').implement({
  description: 'The place of a release in its train.',
  fields: (t) => ({
    trainId: t.exposeID('trainId', shared({ description: 'The train.' })),
    number: t.exposeInt('number', shared({ description: "The train's number." })),
    position: t.exposeInt('position', shared({ description: '1 begins first.' })),
    carCount: t.exposeInt('carCount', shared({ description: 'Of how many.' })),
  }),
})
