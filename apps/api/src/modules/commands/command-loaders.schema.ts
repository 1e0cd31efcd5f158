import { batched } from '../../graphql/batch.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'

const now = batched((ids: string[], { services }: Context) => services.commands.runsNow(ids))
const access = batched((ids: string[], context: Context) => context.services.commands.accessTo(viewerOf(context), ids))

/** The changing part of a run, read once per operation with the heads of its streams. */
export async function runNow(context: Context, { id }: { id: string }) {
  const found = await now.load(context, id)
  if (!found) throw new Error(`The command ${id} went while it was read.`)
  return found
}

/** What the viewer may do with a run. */
export const accessTo = async (context: Context, { id }: { id: string }) =>
  (await access.load(context, id)) ?? { reads: false, cancels: false }

/** After a mutation: what was read before is out of date. */
export function forgetRuns(context: Context) {
  now.forget(context)
  access.forget(context)
}
