import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { storedPacking } from './packing.setting.ts'

export const PackingInput = builder.inputType('PackingInput', {
  description:
    'What of the built tree is packed, by patterns as in a .gitignore: at most 200 of each kind, of 200 characters each.',
  fields: (t) => ({
    include: t.stringList({
      description: 'Only what one of these matches, with all that lies below it, such as `dist/`. Empty: everything.',
    }),
    exclude: t.stringList({
      description: 'Left out after that, such as `*.map`; a later `!keep.map` takes back what an earlier one left out.',
    }),
  }),
})

const Packing = builder.objectRef<PackingPatterns>('Packing').implement({
  description: 'What of the built tree is packed.',
  fields: (t) => ({
    include: t.exposeStringList('include', { description: 'Only this; empty: everything.' }),
    exclude: t.exposeStringList('exclude', { description: 'Not this.' }),
  }),
})

builder.prismaObjectField(modelType('Environment'), 'packing', (t) =>
  t.field({
    type: Packing,
    description: 'What of the built tree is packed; two empty lists: everything but `.git`.',
    select: { packing: true },
    resolve: ({ packing }) => storedPacking(packing) ?? { include: [], exclude: [] },
  }),
)
