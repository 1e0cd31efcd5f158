import { builder } from '../../graphql/builder.ts'
import type { FlowChange as Change } from './flow-changes.ts'

const FlowPart = builder.enumType('FlowPart', {
  description: 'What of a flow is meant.',
  values: {
    NODE: { description: 'A node.' },
    LINK: { description: 'A link between nodes.' },
    FIELD: { description: 'A question of the form.' },
  } as const,
})

const FlowChangeKind = builder.enumType('FlowChangeKind', {
  description: 'What became of it.',
  values: {
    ADDED: { description: 'It is new.' },
    REMOVED: { description: 'It is gone.' },
    CHANGED: { description: 'It is another one now.' },
  } as const,
})

const FlowDifference = builder.objectRef<Change['differences'][number]>('FlowDifference').implement({
  description: 'A property that differs.',
  fields: (t) => ({
    property: t.exposeString('property', { description: 'Such as `people`, or `place` of a question.' }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it was; null: nothing.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it is; null: nothing.',
      resolve: ({ after }) => after,
    }),
  }),
})

export const FlowChange = builder.objectRef<Change>('FlowChange').implement({
  description: 'What became of one part of a flow. Where a node stands on the drawing is no change.',
  fields: (t) => ({
    part: t.field({ type: FlowPart, description: 'What is meant.', resolve: ({ part }) => part }),
    kind: t.field({ type: FlowChangeKind, description: 'What became of it.', resolve: ({ kind }) => kind }),
    id: t.exposeID('id', { description: 'The id of the node or link, or the name of the field.' }),
    title: t.exposeString('title', { description: 'What people read of it; may be empty.' }),
    differences: t.field({
      type: [FlowDifference],
      description: 'Of CHANGED: what differs.',
      resolve: ({ differences }) => differences,
    }),
  }),
})
