import { broadcastable } from './broadcastable.ts'
import { builder } from './builder.ts'

/** What every event of a gapless log has. Event types implement it and are plain objects: no row is read per subscriber. */
export const StreamEvent = builder.interfaceRef<{ seq: number; at: Date }>('StreamEvent').implement({
  description: 'An event of a gapless stream.',
  fields: (t) => ({
    seq: t.exposeInt('seq', {
      extensions: broadcastable,
      description: '1, 2, 3 … without a hole; pass the last one as `after` to go on.',
    }),
    at: t.expose('at', { type: 'DateTime', extensions: broadcastable, description: 'When it happened.' }),
  }),
})
