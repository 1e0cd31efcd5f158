import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ReleaseTarget, Step } from './creation/release-plan.schema.ts'
import { mayCancel, mayShipTo } from './release.policy.ts'
import { afterCancelRequest, mayRetry } from './release.state.ts'
import { ReleaseKind, ReleaseStatus } from './release-enums.schema.ts'
import { expectedSeconds, queuePositions, releaseNow, stepsOf, targetsOf } from './release-loaders.schema.ts'

// What changes while a release runs is read by releaseNow or after it, with the heads of the streams: a subscription that goes
// on from `headSeq` then misses nothing, whatever is written meanwhile.
export const Release = builder.prismaObject('Release', {
  description: 'One shipment of a commit to the servers of an environment. What it does was fixed when it was created.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    number: t.exposeInt('number', { description: 'Counts up over all projects.' }),
    kind: t.expose('kind', { type: ReleaseKind, description: 'Ships something, or puts something back.' }),
    status: t.field({
      type: ReleaseStatus,
      description: 'Where it stands.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).status,
    }),
    revision: t.exposeString('revision', { description: 'What was asked for: a branch, a tag or a commit.' }),
    commit: t.exposeString('commit', {
      description: 'The full id of the commit that the revision was at that moment.',
    }),
    commitSubject: t.exposeString('commitSubject', {
      nullable: true,
      description: "The first line of the commit's message.",
    }),
    environment: t.relation('environment', { description: 'Where it goes.' }),
    createdBy: t.relation('createdBy', { description: 'Who asked for it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    scheduledAt: t.expose('scheduledAt', { type: 'DateTime', nullable: true, description: 'When it was to begin.' }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a worker took it first.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).startedAt,
    }),
    finishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).finishedAt,
    }),
    failure: t.string({
      nullable: true,
      description: 'Why it did not succeed, in a sentence.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).failure,
    }),
    steps: t.field({
      type: [Step],
      description: 'The whole plan, parents before children.',
      resolve: async (release, _args, context) => {
        await releaseNow(context, release)
        return (await stepsOf.load(context, release.id)) ?? []
      },
    }),
    targets: t.field({
      type: [ReleaseTarget],
      description: 'Its servers.',
      resolve: async (release, _args, context) => {
        await releaseNow(context, release)
        return (await targetsOf.load(context, release.id)) ?? []
      },
    }),
    headSeq: t.int({
      description: 'The last event that is contained in this answer: follow `releaseEvents(after: headSeq)` from here.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).headSeq,
    }),
    outputHeadSeq: t.int({
      description: 'The last piece of output so far.',
      resolve: async (release, _args, context) => (await releaseNow(context, release)).outputHeadSeq,
    }),
    queuePosition: t.int({
      nullable: true,
      description: '1 = the next of its environment; null unless QUEUED.',
      resolve: async (release, _args, context) => (await queuePositions.load(context, release.id)) ?? null,
    }),
    note: t.exposeString('note', { nullable: true, description: 'What its creator wrote about it.' }),
    build: t.relation('build', { nullable: true, description: 'What it ships; null until it is packed.' }),
    directory: t.exposeString('directory', {
      description: 'Its directory under `releases/`, the same on every server.',
    }),
    origin: t.relation('origin', { nullable: true, description: 'The release that this one retries or puts back.' }),
    expectedSeconds: t.int({
      nullable: true,
      description: 'What releases of this environment take: the median of the last ten that succeeded.',
      select: { environmentId: true },
      resolve: async (release, _args, context) => (await expectedSeconds.load(context, release.environmentId)) ?? null,
    }),
    canCancel: t.boolean({
      description: 'You may cancel it now.',
      resolve: async (release, _args, context) => {
        const now = await releaseNow(context, release)
        const next = afterCancelRequest(now.status)
        return next !== null && next !== now.status && mayCancel(viewerOf(context), now, now.environment)
      },
    }),
    canRetry: t.boolean({
      description: 'You may ship it again to the servers that failed.',
      resolve: async (release, _args, context) => {
        const now = await releaseNow(context, release)
        const overtaken = (now.liveNumber ?? 0) > now.number || now.retried
        return !overtaken && mayRetry(now) && mayShipTo(viewerOf(context), now.environment)
      },
    }),
    canRollBack: t.boolean({
      description: 'You may put it back: it succeeded, is not what is live and is not marked as bad.',
      resolve: async (release, _args, context) => {
        const now = await releaseNow(context, release)
        const good = now.status === 'SUCCEEDED' && now.badAt === null
        return good && !now.isLive && mayShipTo(viewerOf(context), now.environment)
      },
    }),
  }),
})
