import { z } from 'zod'
import { searchWords } from '../kernel/fields.ts'
import { type ActivityKind, activityKinds, nounOf } from './activity.kinds.ts'

const words = new Set<string>([...activityKinds, ...activityKinds.map(nounOf)])

/** An id that nothing has is no mistake: nothing is found. */
const anyId = z.string().max(100, 'There is nothing with this id.').nullish()

export const activityFilter = z
  .object({
    projectId: anyId,
    serverId: anyId,
    actorId: anyId,
    /** Kinds, or the nouns that they begin with. */
    kinds: z
      .array(
        z
          .string()
          .refine((word) => words.has(word), 'There is no such kind: give one such as "release.failed", or "release".'),
      )
      .max(100, 'At most 100 kinds.')
      .transform((given): ActivityKind[] => {
        const wanted = new Set(given)
        return activityKinds.filter((kind) => wanted.has(kind) || wanted.has(nounOf(kind)))
      })
      .nullish(),
    text: searchWords.nullish(),
    from: z.date().nullish(),
    to: z.date().nullish(),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'The end lies before the beginning.' })

export type ActivityFilterInput = z.input<typeof activityFilter>
export type ActivityFilter = z.output<typeof activityFilter>
