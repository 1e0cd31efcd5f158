import { batched } from '../../graphql/batch.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'

const heads = batched((ids: string[], { services }: Context) => services.commands.headsOf(ids))
const access = batched((ids: string[], context: Context) => context.services.commands.accessTo(viewerOf(context), ids))
export const countsOf = batched((ids: string[], { services }: Context) => services.commands.countsOf(ids))

/**
 * Where the streams of a run end, read once per operation. Asked for before the run itself: whoever follows from there may hear
 * again of what the answer contains, and misses nothing.
 */
export const headsOf = async (context: Context, { id }: { id: string }) =>
  (await heads.load(context, id)) ?? { headSeq: 0, outputHeadSeq: 0 }

/** What the viewer may do with a run. */
export const accessTo = async (context: Context, { id }: { id: string }) =>
  (await access.load(context, id)) ?? { reads: false, cancels: false }

/** After a mutation: what was read before is out of date. */
export function forgetRuns(context: Context) {
  heads.forget(context)
  countsOf.forget(context)
  access.forget(context)
}
