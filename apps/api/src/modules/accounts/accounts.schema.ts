import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ownedBy } from './accounts.policy.ts'

export const Role = builder.enumType('Role', {
  description: 'What a user may do; each role may also do what the ones below it may. See docs/rights.md.',
  values: {
    ADMIN: { description: 'Also manages users and credentials.' },
    OPERATOR: {
      description: 'Also ships to production, and manages servers, projects, environments, host keys and locks.',
    },
    DEVELOPER: { description: 'Also ships to test environments.' },
    VIEWER: { description: 'Sees everything but secrets.' },
  } as const,
})

const User = builder.prismaObject('User', {
  description: 'Somebody who can sign in.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { extensions: broadcastable, description: 'Opaque.' }),
    username: t.exposeString('username', {
      extensions: broadcastable,
      description: 'The name to sign in with; unique.',
    }),
    displayName: t.exposeString('displayName', {
      extensions: broadcastable,
      description: 'The name that others see.',
    }),
    role: t.expose('role', { type: Role, description: 'What the user may do.' }),
    mustChangePassword: t.exposeBoolean('mustChangePassword', {
      description: 'Somebody else chose the password: the page asks for a new one.',
    }),
    gitEmails: t.exposeStringList('gitEmails', { description: 'Their addresses in git, as an admin wrote them down.' }),
    disabled: t.boolean({
      description: 'May not sign in any more.',
      select: { disabledAt: true },
      resolve: (user) => user.disabledAt !== null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the user was added.' }),
  }),
})

const ApiToken = builder.prismaObject('ApiToken', {
  description: 'A token for scripts: `Authorization: Bearer <token>`. It may do what its owner may.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'Last use, to the minute.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'Null: it does not expire.' }),
  }),
})

const Session = builder.prismaObject('Session', {
  description: 'A browser or script that signed in with the password.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it signed in.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'Last use, to the minute.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends if it is not used.' }),
    current: t.boolean({
      description: 'This request came with it.',
      resolve: (session, _args, context) => session.id === context.viewer?.sessionId,
    }),
  }),
})

const SignInPayload = builder.objectRef<{ userId: string; token: string }>('SignInPayload').implement({
  description: 'A new session.',
  fields: (t) => ({
    viewer: t.prismaField({
      type: User,
      description: 'Who signed in.',
      resolve: (query, payload, _args, { services }) =>
        services.database.prisma.user.findUniqueOrThrow({ ...query, where: { id: payload.userId } }),
    }),
    token: t.exposeString('token', { description: 'For `Authorization: Bearer`. Browsers get it as a cookie too.' }),
  }),
})

const CreateApiTokenPayload = builder.objectRef<{ id: string; token: string }>('CreateApiTokenPayload').implement({
  description: 'A new API token.',
  fields: (t) => ({
    token: t.exposeString('token', { description: 'The token itself. It is shown here only; keep it.' }),
    apiToken: t.prismaField({
      type: ApiToken,
      description: 'What is known of it later.',
      resolve: (query, payload, _args, { services }) =>
        services.database.prisma.apiToken.findUniqueOrThrow({ ...query, where: { id: payload.id } }),
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.prismaField({
    type: User,
    nullable: true,
    description: 'Who asks; null when nobody is signed in.',
    resolve: (query, _root, _args, { viewer, services }) =>
      viewer && services.database.prisma.user.findUnique({ ...query, where: { id: viewer.userId } }),
  }),
  users: t.prismaField({
    type: [User],
    description: 'Everybody, by username.',
    resolve: (query, _root, _args, context) => {
      viewerOf(context)
      return context.services.database.prisma.user.findMany({ ...query, orderBy: { username: 'asc' } })
    },
  }),
  apiTokens: t.prismaField({
    type: [ApiToken],
    description: 'Your own API tokens in force, newest first.',
    resolve: (query, _root, _args, context) =>
      context.services.database.prisma.apiToken.findMany({
        ...query,
        where: ownedBy(viewerOf(context)),
        orderBy: { createdAt: 'desc' },
      }),
  }),
  sessions: t.prismaField({
    type: [Session],
    description: 'Your own sessions in force, the last used first.',
    resolve: (query, _root, _args, context) =>
      context.services.database.prisma.session.findMany({
        ...query,
        where: { ...ownedBy(viewerOf(context)), expiresAt: { gt: new Date() } },
        orderBy: { lastSeenAt: 'desc' },
      }),
  }),
}))

const CreateApiTokenInput = builder.inputType('CreateApiTokenInput', {
  description: 'An API token to create.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for; at most 100 characters.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends; left out: never.' }),
  }),
})

const AddUserInput = builder.inputType('AddUserInput', {
  description: 'A user to add.',
  fields: (t) => ({
    username: t.string({ required: true, description: 'Letters, digits and . _ @ + -, at most 64; unique.' }),
    displayName: t.string({ required: true, description: 'At most 100 characters.' }),
    password: t.string({ required: true, description: 'At least 8 characters.' }),
    role: t.field({ type: Role, required: true, description: 'What the user may do.' }),
  }),
})

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'What to change; what is left out stays.',
  fields: (t) => ({
    displayName: t.string({ description: 'At most 100 characters.' }),
    role: t.field({ type: Role, description: 'What the user may do. The last admin stays one.' }),
    disabled: t.boolean({ description: 'True ends all sessions and keeps the user out.' }),
    gitEmails: t.stringList({
      description:
        'Their addresses in git, at most 20: whose commits they may not approve where the environment says so.',
    }),
    password: t.string({ description: 'A new password; ends the sessions, and the user is asked to change it.' }),
  }),
})

builder.mutationFields((t) => ({
  signIn: t.field({
    type: SignInPayload,
    description: 'Signs in. After several wrong attempts: RATE_LIMITED with `retryAfterMs`.',
    args: {
      username: t.arg.string({ required: true, description: 'As given in addUser.' }),
      password: t.arg.string({ required: true, description: 'The password.' }),
    },
    resolve: async (_root, args, context) => {
      const opened = await context.services.accounts.signIn(args, context.address)
      context.setSessionCookie?.(opened.token)
      return opened
    },
  }),
  signOut: t.boolean({
    description: 'Ends this session (an API token stays in force) and clears the cookie.',
    resolve: async (_root, _args, context) => {
      await context.services.accounts.signOut(viewerOf(context))
      context.setSessionCookie?.(null)
      return true
    },
  }),
  changePassword: t.prismaField({
    type: User,
    description: 'Changes your own password and ends your other sessions.',
    args: {
      current: t.arg.string({ required: true, description: 'Your present password.' }),
      next: t.arg.string({ required: true, description: 'At least 8 characters.' }),
    },
    resolve: async (query, _root, args, context) => {
      const viewer = viewerOf(context)
      await context.services.accounts.changePassword(viewer, args)
      return context.services.database.prisma.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } })
    },
  }),
  createApiToken: t.field({
    type: CreateApiTokenPayload,
    description: 'Creates a token for scripts that may do what you may.',
    args: { input: t.arg({ type: CreateApiTokenInput, required: true, description: 'Its name and end.' }) },
    resolve: (_root, { input }, context) => context.services.accounts.createApiToken(viewerOf(context), input),
  }),
  revokeApiToken: t.id({
    description: 'Ends one of your API tokens within a second, live streams included. Answers its id.',
    args: { id: t.arg.id({ required: true, description: 'Of the token.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.accounts.revokeApiToken(viewerOf(context), id)
      return id
    },
  }),
  revokeSession: t.id({
    description: 'Ends one of your sessions within a second, live streams included. Answers its id.',
    args: { id: t.arg.id({ required: true, description: 'Of the session.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.accounts.revokeSession(viewerOf(context), id)
      return id
    },
  }),
  addUser: t.prismaField({
    type: User,
    description: 'Adds a user. CONFLICT when the username is taken. Needs ADMIN.',
    args: { input: t.arg({ type: AddUserInput, required: true, description: 'The user.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.accounts.addUser(viewerOf(context), input)
      return context.services.database.prisma.user.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateUser: t.prismaField({
    type: User,
    description: 'Changes a user. Needs ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the user.' }),
      input: t.arg({ type: UpdateUserInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.accounts.updateUser(viewerOf(context), id, input)
      return context.services.database.prisma.user.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))
