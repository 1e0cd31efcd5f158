import { batched } from '../../../graphql/batch.ts'
import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { mayApprove } from '../../approvals/approval.policy.ts'
import { type Drift, type Fact, factsOf } from '../../approvals/drift.ts'
import { ApprovalRule } from '../../environments/approval.setting.schema.ts'
import { Release } from '../release.schema.ts'
import { forgetReleases } from '../release-loaders.schema.ts'
import { decisionsOf, type JudgedRelease } from './release-approval.reads.ts'

const approvals = batched((ids: string[], { services }: Context) => services.releases.approvalsOf(ids))

export const ApprovalFact = builder.objectRef<Fact>('ApprovalFact').implement({
  description: 'One thing of what would run.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Such as `release.commit` or `environment.restartCommand`.' }),
    value: t.exposeString('value', { description: 'As it is; of secrets only `secret`.' }),
  }),
})

export const ApprovalDrift = builder.objectRef<Drift>('ApprovalDrift').implement({
  description: 'One thing that changed after it was approved.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Which.' }),
    before: t.exposeString('before', { nullable: true, description: 'As it was approved; of secrets only `changed`.' }),
    after: t.exposeString('after', { nullable: true, description: 'As it was then.' }),
  }),
})

const ApprovalState = builder.enumType('ApprovalState', {
  description: 'What became of a decision.',
  values: {
    GIVEN: { description: 'An approval that stands.' },
    WITHDRAWN: { description: 'Taken back.' },
    VOIDED: { description: 'What it was about has changed since.' },
    CONSUMED: { description: 'The release has begun by it.' },
    REJECTED: { description: 'A rejection.' },
  } as const,
})

type Decision = JudgedRelease['approvals'][number] & { counts: boolean }
const ApprovalDecision = builder.objectRef<Decision>('ApprovalDecision').implement({
  description: 'What one person decided.',
  fields: (t) => ({
    user: t.field({ type: modelType('User'), description: 'Who.', resolve: ({ user }) => user }),
    state: t.expose('state', { type: ApprovalState, description: 'What became of it.' }),
    comment: t.exposeString('comment', { nullable: true, description: 'In their words.' }),
    at: t.expose('decidedAt', { type: 'DateTime', description: 'When.' }),
    counts: t.exposeBoolean('counts', { description: 'It counts as things stand: who gave it may still approve.' }),
  }),
})

const decisionsWithWeight = ({ approvals: list, rule, approvalDigest, ...work }: JudgedRelease): Decision[] =>
  list.map((each) => ({
    ...each,
    counts:
      each.state === 'GIVEN' && each.digest === approvalDigest && rule !== null && mayApprove(rule, each.user, work),
  }))

const ReleaseApproval = builder.objectRef<JudgedRelease>('ReleaseApproval').implement({
  description: 'Who approved a release, who must, and what exactly.',
  fields: (t) => ({
    rule: t.field({
      type: ApprovalRule,
      nullable: true,
      description: 'The rule that holds now; null: nobody must approve it any more.',
      resolve: ({ rule }) => rule,
    }),
    digest: t.string({
      description: 'SHA-256 of everything that would run: what an approval is bound to.',
      resolve: ({ approvalDigest }) => approvalDigest ?? '',
    }),
    since: t.expose('approvalSince', { type: 'DateTime', nullable: true, description: 'Since when it waited.' }),
    expiresAt: t.expose('approvalExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Then it is cancelled; null: it does not wait any more.',
    }),
    decisions: t.field({ type: [ApprovalDecision], description: 'In their order.', resolve: decisionsWithWeight }),
    missing: t.int({
      description: 'How many approvals it still needs.',
      resolve: (release) => {
        if (release.status !== 'WAITING_APPROVAL' || !release.rule) return 0
        return Math.max(0, release.rule.required - decisionsWithWeight(release).filter((each) => each.counts).length)
      },
    }),
    drift: t.field({
      type: [ApprovalDrift],
      description: 'What had changed when approvals were last voided.',
      resolve: ({ approvalDrift }) => (approvalDrift ?? []) as unknown as Drift[],
    }),
    facts: t.field({
      type: [ApprovalFact],
      description: 'Everything that would run, as the digest stands for it.',
      resolve: ({ approvalFacts }) => factsOf(approvalFacts),
    }),
    canApprove: t.boolean({
      description: 'You may approve it now.',
      resolve: (release, _args, context) => decisionsOf(release, viewerOf(context)).canApprove,
    }),
    canReject: t.boolean({
      description: 'You may reject it now.',
      resolve: (release, _args, context) => decisionsOf(release, viewerOf(context)).canReject,
    }),
    canWithdraw: t.boolean({
      description: 'You may take your approval back.',
      resolve: (release, _args, context) => decisionsOf(release, viewerOf(context)).canWithdraw,
    }),
  }),
})

builder.prismaObjectField(Release, 'approval', (t) =>
  t.field({
    type: ReleaseApproval,
    nullable: true,
    description: 'Null when it never waited for approval.',
    resolve: async ({ id }, _args, context) => (await approvals.load(context, id)) ?? null,
  }),
)

builder.queryField('myApprovals', (t) =>
  t.prismaField({
    type: [Release],
    description:
      'Releases that wait for your approval, the oldest first. Of a train only the first one that does: it is approved as one, by approveTrain.',
    resolve: async (query, _root, _args, context) => {
      const ids = await context.services.releases.myApprovals(viewerOf(context))
      const where = { id: { in: ids } }
      return context.services.database.prisma.release.findMany({ ...query, where, orderBy: { number: 'asc' } })
    },
  }),
)

async function answer<Q extends object>(context: Context, query: Q, made: Promise<{ id: string }>) {
  const { id } = await made
  forgetReleases(context)
  approvals.forget(context)
  return context.services.database.prisma.release.findUniqueOrThrow({ ...query, where: { id } })
}

const idArg = { required: true, description: 'Of the release.' } as const
builder.mutationFields((t) => ({
  approveRelease: t.prismaField({
    type: Release,
    description:
      'Approves exactly what the digest stands for. CONFLICT when what would run has changed, or when it does not wait. FORBIDDEN unless the environment lets you.',
    args: {
      id: t.arg.id(idArg),
      digest: t.arg.string({ required: true, description: '`approval.digest` of what you looked at.' }),
      comment: t.arg.string({ description: 'At most 1000 characters.' }),
    },
    resolve: (query, _root, { id, ...approval }, context) =>
      answer(context, query, context.services.releases.approveRelease(viewerOf(context), id, approval)),
  }),
  rejectRelease: t.prismaField({
    type: Release,
    description: 'Cancels a release that waits for approval. FORBIDDEN unless the environment lets you decide.',
    args: {
      id: t.arg.id(idArg),
      reason: t.arg.string({ required: true, description: 'For whoever asked for it; at most 1000 characters.' }),
    },
    resolve: (query, _root, { id, reason }, context) =>
      answer(context, query, context.services.releases.rejectRelease(viewerOf(context), id, reason)),
  }),
  withdrawApproval: t.prismaField({
    type: Release,
    description: 'Takes your approval back while the release still waits.',
    args: { id: t.arg.id(idArg) },
    resolve: (query, _root, { id }, context) =>
      answer(context, query, context.services.releases.withdrawApproval(viewerOf(context), id)),
  }),
}))
