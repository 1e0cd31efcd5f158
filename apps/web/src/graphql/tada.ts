import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './generated/introspection.d.ts'

export type { ResultOf, VariablesOf } from 'gql.tada'

/** Writes a typed GraphQL document; the types come from apps/api/schema.graphql (`npm run generate`). */
export const graphql = initGraphQLTada<{
  introspection: introspection
  disableMasking: true
  scalars: { DateTime: string; JSON: unknown }
}>()

type Types = introspection['types']

/** The values of one of the schema's enums. */
export type EnumOf<
  Name extends { [Each in keyof Types]: Types[Each] extends { enumValues: string } ? Each : never }[keyof Types],
> = Types[Name]['enumValues']
