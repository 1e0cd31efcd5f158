import { batched } from '../../../graphql/batch.ts'
import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import type { Override } from '../../freezes/hold.ts'
import { hasRole } from '../../kernel/viewer.ts'
import { releaseRights } from '../release.policy.ts'
import { Release } from '../release.schema.ts'
import { forgetReleases } from '../release-loaders.schema.ts'
import { overrideOf, type ToldHold } from './release.holds.ts'

const holds = batched((ids: string[], { services }: Context) => services.releases.holdsNow(ids))
const environmentHolds = batched((ids: string[], { services }: Context) => services.releases.environmentHolds(ids))

const HoldKind = builder.enumType('HoldKind', {
  description: 'What holds a queued release back.',
  values: {
    LOCK: { description: 'A person has locked the environment.' },
    FREEZE: { description: 'Releases are frozen.' },
    WINDOW: { description: 'It is outside the times that the environment allows.' },
    QUEUE: { description: 'Another release of the environment is before it.' },
    TRAIN: { description: 'The cars before it in its train have not succeeded yet, or one waits for approval.' },
  } as const,
})

export const ReleaseHold = builder.objectRef<ToldHold>('ReleaseHold').implement({
  description: 'Why a queued release has not begun.',
  fields: (t) => ({
    kind: t.expose('kind', { type: HoldKind, description: 'What it is.' }),
    reason: t.exposeString('reason', { description: 'In words.' }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it may begin by itself, as far as is known now; null: nobody knows.',
      resolve: ({ until }) => (until === null ? null : new Date(until)),
    }),
    strict: t.exposeBoolean('strict', { description: 'Only an ADMIN may override it.' }),
    canOverride: t.boolean({
      description: 'You may let it begin all the same.',
      resolve: ({ kind, strict }, _args, context) =>
        (kind === 'FREEZE' || kind === 'WINDOW') &&
        hasRole(viewerOf(context), strict ? 'ADMIN' : releaseRights.overrideHold.needs),
    }),
  }),
})

const HoldOverride = builder.objectRef<Override>('HoldOverride').implement({
  description: 'Somebody let the release begin in spite of a window or of freezes.',
  fields: (t) => ({
    by: t.exposeString('name', { description: 'Who.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => new Date(at) }),
  }),
})

builder.prismaObjectFields(Release, (t) => ({
  hold: t.field({
    type: ReleaseHold,
    nullable: true,
    description: 'Why it has not begun, while it is QUEUED; judged anew whenever a worker looks. Null: it is next.',
    resolve: async ({ id }, _args, context) => (await holds.load(context, id)) ?? null,
  }),
  override: t.field({
    type: HoldOverride,
    nullable: true,
    description: 'Who let it begin in spite of a window or of freezes.',
    select: { override: true },
    resolve: ({ override }) => overrideOf(override),
  }),
}))

builder.prismaObjectField('Environment', 'hold', (t) =>
  t.field({
    type: ReleaseHold,
    nullable: true,
    description: 'What would hold a release back at this moment: a lock, a freeze or a closed window; null: nothing.',
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await environmentHolds.load(context, id)) ?? null,
  }),
)

builder.mutationField('overrideHold', (t) =>
  t.prismaField({
    type: modelType('Release'),
    description:
      'Lets a queued release begin in spite of the window and the freezes that there are now; recorded with the reason. FROZEN for a strict freeze when you are no ADMIN; LOCKED while a person has locked the environment; CONFLICT when nothing holds it. Needs OPERATOR.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      reason: t.arg.string({ required: true, description: 'For the others; at most 300 characters.' }),
    },
    resolve: async (query, _root, { releaseId, reason }, context) => {
      const { id } = await context.services.releases.overrideHold(viewerOf(context), releaseId, reason)
      forgetReleases(context)
      holds.forget(context)
      return context.services.database.prisma.release.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
)
