import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { mayShipTo } from '../releases/release.policy.ts'
import { guardGrants } from './grants.policy.ts'

const inForce = () => ({ revokedAt: null, endsAt: { gt: new Date() } })

const AccessGrant = builder.prismaObject('AccessGrant', {
  description:
    'For some hours a DEVELOPER may do in an environment what it else takes an OPERATOR for: ship, roll back, judge. Given by a ticket that was approved, or by an ADMIN.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    environment: t.relation('environment', { description: 'Where.' }),
    user: t.relation('user', { description: 'Who.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    ticketId: t.exposeID('ticketId', { nullable: true, description: 'The ticket that gave it; null: an ADMIN did.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'From when.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'Until when, unless it is taken back before.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was taken back.' }),
  }),
})

const GrantAccessInput = builder.inputType('GrantAccessInput', {
  description: 'Access to give.',
  fields: (t) => ({
    environmentId: t.id({ required: true, description: 'Where.' }),
    userId: t.id({ required: true, description: 'To whom; a VIEWER must be made a DEVELOPER first.' }),
    hours: t.float({ required: true, description: 'For how long from now: 0.25 to 168.' }),
    reason: t.string({ required: true, description: 'Why; at most 300 characters.' }),
  }),
})

builder.prismaObjectFields('Environment', (t) => ({
  grants: t.relation('grants', {
    description: 'Who may do more here for a time, at this moment.',
    query: () => ({ where: inForce(), orderBy: { endsAt: 'asc' } }),
  }),
  mayShip: t.boolean({
    description: 'You may ship here, by your role or because you were granted it.',
    select: { id: true, kind: true },
    resolve: (environment, _args, context) => mayShipTo(viewerOf(context), environment),
  }),
}))

builder.queryField('accessGrants', (t) =>
  t.prismaField({
    type: [AccessGrant],
    description: 'Who may do more for a time, at this moment, the one that ends first at the beginning.',
    resolve: (query, _root, _args, context) => {
      guardGrants(viewerOf(context), 'accessGrants')
      const { prisma } = context.services.database
      return prisma.accessGrant.findMany({ ...query, where: inForce(), orderBy: { endsAt: 'asc' }, take: 500 })
    },
  }),
)

builder.mutationFields((t) => ({
  grantAccess: t.prismaField({
    type: AccessGrant,
    description: 'Lets a DEVELOPER ship to a PRODUCTION environment for some hours. Needs ADMIN.',
    args: { input: t.arg({ type: GrantAccessInput, required: true, description: 'To whom, where and how long.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.grants.grantAccess(viewerOf(context), input)
      return context.services.database.prisma.accessGrant.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  revokeAccess: t.prismaField({
    type: AccessGrant,
    description: 'Takes access back at once. OPERATORs may, and whoever has it.',
    args: { id: t.arg.id({ required: true, description: 'Of the grant.' }) },
    resolve: async (query, _root, args, context) => {
      const { id } = await context.services.grants.revokeAccess(viewerOf(context), args.id)
      return context.services.database.prisma.accessGrant.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))
