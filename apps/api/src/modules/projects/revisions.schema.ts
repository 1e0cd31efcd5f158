import type { CommitSummary, ChangedFile as File, NamedCommit as Named } from '../../engine/repository.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { FetchedRevisions, ShipPreview as Preview } from './revisions.ts'

export const Commit = builder.objectRef<CommitSummary>('Commit').implement({
  description: 'A commit of a repository.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'The full commit id.' }),
    author: t.exposeString('author', { description: 'The name of the author.' }),
    authoredAt: t.expose('authoredAt', { type: 'DateTime', description: 'When it was written.' }),
    subject: t.exposeString('subject', { description: 'The first line of its message.' }),
  }),
})

export const ChangedFile = builder.objectRef<File>('ChangedFile').implement({
  description: 'A file that differs between two commits.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Relative to the top of the repository.' }),
    status: t.exposeString('status', {
      description: 'ADDED, MODIFIED, REMOVED or TYPE_CHANGED; a rename is a removal and an addition.',
    }),
    additions: t.exposeInt('additions', {
      nullable: true,
      description: 'Lines added; null for binary and very large files.',
    }),
    deletions: t.exposeInt('deletions', {
      nullable: true,
      description: 'Lines removed; null for binary and very large files.',
    }),
  }),
})

const NamedCommit = builder.objectRef<Named>('NamedCommit').implement({
  description: 'A branch or a tag.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Without refs/heads/ or refs/tags/.' }),
    commit: t.exposeString('commit', { description: 'The full id of the commit that it points to.' }),
  }),
})

export const Revisions = builder.objectRef<FetchedRevisions>('Revisions').implement({
  description: 'What a repository holds.',
  fields: (t) => ({
    defaultBranch: t.exposeString('defaultBranch', { nullable: true, description: 'Null in an empty repository.' }),
    branches: t.expose('branches', { type: [NamedCommit], description: 'Latest first, at most a thousand.' }),
    tags: t.expose('tags', { type: [NamedCommit], description: 'Latest first, at most a thousand.' }),
    commits: t.field({
      type: [Commit],
      description: 'The last commits of a branch, latest first.',
      args: {
        branch: t.arg.string({ required: true, description: 'The name of the branch.' }),
        first: t.arg.int({ defaultValue: 50, description: 'How many: 1 to 200.' }),
      },
      resolve: ({ projectId }, { branch, first }, context) => {
        viewerOf(context)
        return context.services.projects.commitsOf(projectId, branch, first ?? 50)
      },
    }),
  }),
})

export const ShipPreview = builder.objectRef<Preview>('ShipPreview').implement({
  description: 'What a release of a revision would bring.',
  fields: (t) => ({
    commit: t.exposeString('commit', { description: 'The full commit id that the revision stands for.' }),
    liveCommit: t.exposeString('liveCommit', { nullable: true, description: 'What is live; null: nothing yet.' }),
    commits: t.expose('commits', { type: [Commit], description: 'What is new, latest first.' }),
    takenBack: t.expose('takenBack', {
      type: [Commit],
      description: 'What is live and would not be any more, latest first: the revision does not contain it.',
    }),
    files: t.expose('files', { type: [ChangedFile], description: 'What differs from what is live.' }),
    truncated: t.exposeBoolean('truncated', {
      description: 'There is more than is listed here, or the live commit is gone.',
    }),
  }),
})

builder.prismaObjectField(modelType('Environment'), 'wouldShip', (t) =>
  t.field({
    type: ShipPreview,
    description: 'Commits and changed files between what is live and the revision.',
    select: { id: true },
    args: { revision: t.arg.string({ required: true, description: 'A branch, a tag or a commit.' }) },
    resolve: ({ id }, { revision }, { services }) => services.projects.wouldShip(id, revision),
  }),
)
