import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { connectionOf, nodePaths, readPage } from '../../graphql/pagination.ts'
import { EnvironmentInput } from '../environments/environment-input.schema.ts'
import { isId, searchWords } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { literally } from '../kernel/search.ts'
import { Revisions } from './revisions.schema.ts'

const Project = builder.prismaObject('Project', {
  description: 'A git repository that is shipped.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    title: t.exposeString('title', { description: 'The name that people know it by; unique.' }),
    repositoryUrl: t.exposeString('repositoryUrl', { description: 'Where the repository is; holds no password.' }),
    credential: t.relation('credential', { nullable: true, description: 'How to sign in there; null: it is public.' }),
    submodules: t.exposeBoolean('submodules', {
      description: 'Submodules are fetched; else their directories stay empty, with a warning in the log.',
    }),
    largeFiles: t.exposeBoolean('largeFiles', {
      description: 'What Git LFS keeps is fetched; else pointers are shipped, with a warning in the log.',
    }),
    environments: t.relation('environments', {
      query: { orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] },
      description: 'Where it runs, in the order in which they were added.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

const ProjectConnection = connectionOf('Project', Project)

builder.queryFields((t) => ({
  projects: t.field({
    type: ProjectConnection,
    description: 'All projects, by title.',
    args: {
      first: t.arg.int({ description: 'How many at once: 0 to 100, 20 if left out.' }),
      after: t.arg.string({ description: 'The cursor behind which to go on.' }),
      search: t.arg.string({ description: 'Only projects with this in their title or address, in any case.' }),
    },
    resolve: (_root, args, context, info) => {
      viewerOf(context)
      const { prisma } = context.services.database
      const search = parseInput(searchWords, args.search ?? '', 'search')
      const contains = { contains: literally(search), mode: 'insensitive' as const }
      const where = search ? { OR: [{ title: contains }, { repositoryUrl: contains }] } : {}
      return readPage(args, {
        keyType: 'string',
        find: (after, take) =>
          prisma.project.findMany({
            ...queryFromInfo({ context, info, paths: nodePaths }),
            where: after === null ? where : { AND: [where, { title: { gt: after } }] },
            orderBy: { title: 'asc' },
            take,
          }),
        keyOf: (project) => project.title,
        count: () => prisma.project.count({ where }),
      })
    },
  }),
  project: t.prismaField({
    type: Project,
    nullable: true,
    description: 'One project; null when there is none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Of the project.' }) },
    resolve: (query, _root, { id }, context) => {
      viewerOf(context)
      return isId(id) ? context.services.database.prisma.project.findUnique({ ...query, where: { id } }) : null
    },
  }),
}))

const AddProjectInput = builder.inputType('AddProjectInput', {
  description: 'A project to add, with its environments: all or nothing.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'At most 100 characters; unique.' }),
    repositoryUrl: t.string({
      required: true,
      description: 'https://…, http://…, ssh://…, git://… or user@host:path.',
    }),
    credentialId: t.id({ description: 'How to sign in on the repository; left out: it is public.' }),
    submodules: t.boolean({ description: 'Left out: true.' }),
    largeFiles: t.boolean({
      description: 'Left out: true. FETCH then fails where git-lfs is needed and not installed.',
    }),
    environments: t.field({ type: [EnvironmentInput], description: 'At most 50.' }),
  }),
})

const UpdateProjectInput = builder.inputType('UpdateProjectInput', {
  description: 'What to change; what is left out stays.',
  fields: (t) => ({
    title: t.string({ description: 'At most 100 characters; unique.' }),
    repositoryUrl: t.string({ description: 'The repository is asked before the change is saved.' }),
    credentialId: t.id({ description: 'Null: the repository is public.' }),
    submodules: t.boolean({ description: 'Whether submodules are fetched.' }),
    largeFiles: t.boolean({ description: 'Whether what Git LFS keeps is fetched.' }),
  }),
})

builder.mutationFields((t) => ({
  addProject: t.prismaField({
    type: Project,
    description:
      'Adds a project after its repository has answered; UNREACHABLE with the reason and the field when it does not. Needs OPERATOR.',
    args: { input: t.arg({ type: AddProjectInput, required: true, description: 'The project.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await context.services.projects.addProject(viewerOf(context), input, context.signal)
      return context.services.database.prisma.project.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  updateProject: t.prismaField({
    type: Project,
    description: 'Changes a project; a new address or credential is tried first. Needs OPERATOR.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the project.' }),
      input: t.arg({ type: UpdateProjectInput, required: true, description: 'What to change.' }),
    },
    resolve: async (query, _root, { id, input }, context) => {
      await context.services.projects.updateProject(viewerOf(context), id, input, context.signal)
      return context.services.database.prisma.project.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  removeProject: t.id({
    description:
      'Removes a project with its environments and their history; what lies on the servers stays. CONFLICT while a release waits or runs. Answers its id. Needs OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the project.' }) },
    resolve: async (_root, { id }, context) => {
      await context.services.projects.removeProject(viewerOf(context), id)
      return id
    },
  }),
  fetchRevisions: t.field({
    type: Revisions,
    description: 'Fetches the repository and tells its branches and tags. Needs DEVELOPER.',
    args: { projectId: t.arg.id({ required: true, description: 'Of the project.' }) },
    resolve: (_root, { projectId }, context) =>
      context.services.projects.fetchRevisions(viewerOf(context), projectId, context.signal),
  }),
}))
