import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import type { ReleaseCardState } from './room.events.ts'

const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })
type Part<K extends keyof ReleaseCardState> = NonNullable<ReleaseCardState[K]>

export const CardHold = builder.objectRef<Part<'hold'>>('CardHold').implement({
  description: 'Why a queued release has not begun, as it was last told.',
  fields: (t) => ({
    kind: t.exposeString('kind', shared({ description: 'LOCK, FREEZE or WINDOW.' })),
    reason: t.exposeString('reason', shared({ description: 'In words.' })),
    until: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it may begin by itself; null: nobody knows.',
        resolve: ({ until }: Part<'hold'>) => (until === null ? null : new Date(until)),
      }),
    ),
  }),
})

export const CardApproval = builder.objectRef<Part<'approval'>>('CardApproval').implement({
  description: 'What a release still waits for.',
  fields: (t) => ({
    required: t.exposeInt('required', shared({ description: 'How many people must approve.' })),
    given: t.exposeStringList('given', shared({ description: 'Who has.' })),
    digest: t.exposeString('digest', shared({ description: 'What approveRelease wants.' })),
    expiresAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'Then it is cancelled.',
        resolve: ({ expiresAt }: Part<'approval'>) => (expiresAt === null ? null : new Date(expiresAt)),
      }),
    ),
  }),
})

export const CardOverride = builder.objectRef<Part<'override'>>('CardOverride').implement({
  description: 'Somebody let the release begin in spite of a window or of freezes.',
  fields: (t) => ({
    by: t.exposeString('by', shared({ description: 'Who.' })),
    reason: t.exposeString('reason', shared({ description: 'Why.' })),
  }),
})
