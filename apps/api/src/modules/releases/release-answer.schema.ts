import type { Context } from '../../graphql/context.ts'
import { forgetReleases } from './release-loaders.schema.ts'

/** A mutation's answer, read anew: the same operation may have read the release before. */
export async function answer<Q extends object>(context: Context, query: Q, made: Promise<{ id: string }>) {
  const { id } = await made
  forgetReleases(context)
  return context.services.database.prisma.release.findUniqueOrThrow({ ...query, where: { id } })
}
