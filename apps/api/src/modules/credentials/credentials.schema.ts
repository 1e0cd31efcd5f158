import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'

const CredentialKind = builder.enumType('CredentialKind', {
  description: 'How a credential signs in.',
  values: {
    PASSWORD: { description: 'With a password.' },
    PRIVATE_KEY: { description: 'With a private key, with or without a passphrase.' },
  } as const,
})

const Credential = builder.prismaObject('Credential', {
  description: 'How to sign in on servers or repositories. The secrets in it are stored sealed and never shown again.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    name: t.exposeString('name', { description: 'The name that people choose it by; unique.' }),
    kind: t.expose('kind', { type: CredentialKind, description: 'Password or private key.' }),
    username: t.exposeString('username', { description: 'Who it signs in as.' }),
    publicKeyFingerprint: t.exposeString('publicKeyFingerprint', {
      nullable: true,
      description: 'SHA256:… of the public key, to compare with authorized_keys; null for passwords.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    serverCount: t.relationCount('servers', { description: 'How many servers use it.' }),
    projectCount: t.relationCount('projects', { description: 'How many projects use it.' }),
  }),
})

builder.queryField('credentials', (t) =>
  t.prismaField({
    type: [Credential],
    description: 'All credentials, by name.',
    resolve: (query, _root, _args, context) => {
      viewerOf(context)
      return context.services.database.prisma.credential.findMany({ ...query, orderBy: { name: 'asc' } })
    },
  }),
)

const AddCredentialInput = builder.inputType('AddCredentialInput', {
  description: 'A credential to add: with a password, or with a private key.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    username: t.string({ required: true, description: 'Who it signs in as.' }),
    password: t.string({ description: 'Kept byte for byte.' }),
    privateKey: t.string({ description: 'PEM or OpenSSH, with its BEGIN and END lines.' }),
    passphrase: t.string({ description: 'If the key is encrypted.' }),
  }),
})

const UpdateCredentialInput = builder.inputType('UpdateCredentialInput', {
  description: 'What to change; what is left out stays. A new password or key replaces the old secrets whole.',
  fields: (t) => ({
    name: t.string({ description: 'At most 100 characters; unique.' }),
    username: t.string({ description: 'Who it signs in as.' }),
    password: t.string({ description: 'Kept byte for byte.' }),
    privateKey: t.string({ description: 'PEM or OpenSSH, with its BEGIN and END lines.' }),
    passphrase: t.string({ description: 'Of the key given here.' }),
  }),
})

builder.mutationFields((t) => ({
  addCredential: t.prismaField({
    type: Credential,
    description: 'Adds a credential; a private key is looked into first. Needs ADMIN.',
    args: { input: t.arg({ type: AddCredentialInput, required: true, description: 'The credential.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.credentials.addCredential(viewerOf(context), input)
      return context.services.database.prisma.credential.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateCredential: t.prismaField({
    type: Credential,
    description: 'Changes a credential everywhere it is used. Needs ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the credential.' }),
      input: t.arg({ type: UpdateCredentialInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.credentials.updateCredential(viewerOf(context), id, input)
      return context.services.database.prisma.credential.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeCredential: t.id({
    description: 'Removes a credential; CONFLICT while a server or a project uses it. Answers its id. Needs ADMIN.',
    args: { id: t.arg.id({ required: true, description: 'Of the credential.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.credentials.removeCredential(viewerOf(context), id)
      return id
    },
  }),
}))
