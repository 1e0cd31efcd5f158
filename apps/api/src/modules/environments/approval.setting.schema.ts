import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { approvalRuleOf, type ApprovalRule as Rule } from './approval.setting.ts'

const ApproverRole = builder.enumType('ApproverRole', {
  description: 'The role that may approve.',
  values: {
    DEVELOPER: { description: 'DEVELOPER and above.' },
    OPERATOR: { description: 'OPERATOR and above.' },
    ADMIN: { description: 'ADMIN only.' },
  } as const,
})

export const ApprovalRuleInput = builder.inputType('ApprovalRuleInput', {
  description: 'Who must approve releases before they may begin.',
  fields: (t) => ({
    flowId: t.id({ description: 'Tickets through this flow decide, and nothing else here but the last three.' }),
    required: t.int({ required: true, description: 'How many people: 1 to 5.' }),
    approverIds: t.idList({ description: 'Exactly these people; empty: everybody with the role.' }),
    approverRole: t.field({ type: ApproverRole, description: 'Left out: OPERATOR.' }),
    selfApproval: t.boolean({ description: 'Whoever asked for a release may approve it too. Left out: false.' }),
    authorApproval: t.boolean({ description: 'Whoever wrote the commit may approve it. Left out: false.' }),
    committerApproval: t.boolean({ description: 'Whoever committed it may approve it. Left out: false.' }),
    expiresMinutes: t.int({ description: 'Then a release that still waits is cancelled: 5 to 43200. Left out: 1440.' }),
    rollBackExempt: t.boolean({ description: 'Rollbacks need no approval. Left out: false.' }),
  }),
})

export const ApprovalRule = builder.objectRef<Rule>('ApprovalRule').implement({
  description: 'Who must approve releases before they may begin.',
  fields: (t) => ({
    flow: t.prismaField({
      type: modelType('Flow'),
      nullable: true,
      description: 'Tickets through this flow decide; null: the people below do.',
      resolve: (query, { flowId }, _args, { services }) =>
        flowId ? services.database.prisma.flow.findUnique({ ...query, where: { id: flowId } }) : null,
    }),
    required: t.exposeInt('required', { description: 'How many people.' }),
    approvers: t.prismaField({
      type: [modelType('User')],
      description: 'Exactly these people; none: everybody with the role.',
      resolve: (query, { approverIds }, _args, { services }) =>
        services.database.prisma.user.findMany({
          ...query,
          where: { id: { in: approverIds } },
          orderBy: { displayName: 'asc' },
        }),
    }),
    approverRole: t.expose('approverRole', { type: ApproverRole, description: 'The role, where nobody is named.' }),
    selfApproval: t.exposeBoolean('selfApproval', { description: 'Whoever asked for a release may approve it too.' }),
    authorApproval: t.boolean({
      description: 'Whoever wrote the commit may approve it.',
      resolve: ({ authorApproval }) => authorApproval ?? false,
    }),
    committerApproval: t.boolean({
      description: 'Whoever committed it may approve it.',
      resolve: ({ committerApproval }) => committerApproval ?? false,
    }),
    expiresMinutes: t.exposeInt('expiresMinutes', { description: 'Then a release that still waits is cancelled.' }),
    rollBackExempt: t.exposeBoolean('rollBackExempt', { description: 'Rollbacks need no approval.' }),
  }),
})

builder.prismaObjectField(modelType('Environment'), 'approval', (t) =>
  t.field({
    type: ApprovalRule,
    nullable: true,
    description: 'Who must approve releases here; null: nobody.',
    select: { approval: true },
    resolve: ({ approval }) => approvalRuleOf(approval),
  }),
)
