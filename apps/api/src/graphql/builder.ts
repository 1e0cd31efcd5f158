import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import type PrismaTypes from '../platform/database/generated/pothos/types.ts'
import { getDatamodel } from '../platform/database/generated/pothos/types.ts'
import type { Context } from './context.ts'

interface SchemaTypes {
  Context: Context
  PrismaTypes: PrismaTypes
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}

/**
 * The one schema builder. Modules hang their types and operations on it in `x.schema.ts` and refer to the types of other
 * modules by model name, so that no schema file imports another. Connections come from pagination.ts (keyset cursors that
 * survive a deletion, which the cursors of Prisma do not).
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [PrismaPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.services.database.prisma,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    filterConnectionTotalCount: true,
    onUnusedQuery: null,
  },
})

builder.queryType({ description: 'Everything that can be read. All of it needs a signed-in caller, `viewer` aside.' })
builder.mutationType({
  description: 'Everything that can be changed. A failure that the caller can mend carries `extensions.code`.',
})
builder.subscriptionType({
  description:
    'Gapless streams. `after` is the last seq that you have: 0 = from the beginning, null = from now. After a cut, ask again with the last seq: nothing is missed and nothing comes twice.',
})
