import type { Difference, FilePatch as Patch } from '../../engine/repository.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { Move } from './changes.ts'
import { ChangedFile, Commit } from './revisions.schema.ts'

const FilePatch = builder.objectRef<Patch>('FilePatch').implement({
  description: 'How one file differs between two commits.',
  fields: (t) => ({
    text: t.exposeString('text', {
      description: 'A unified diff, from its first `@@` on; empty for a binary file, and where nothing differs.',
    }),
    binary: t.exposeBoolean('binary', { description: 'It is no text.' }),
    truncated: t.exposeBoolean('truncated', { description: 'The diff goes on; only its first 200 KB are here.' }),
  }),
})

const Changes = builder.objectRef<Difference & { move: Move }>('ReleaseChanges').implement({
  description: 'What a release brings, compared with what was live when it was created.',
  fields: (t) => ({
    baseCommit: t.string({
      nullable: true,
      description: 'What was live then; null: nothing was, and `commits` are the latest ones.',
      resolve: ({ move }) => move.from,
    }),
    commits: t.expose('commits', { type: [Commit], description: 'What is new, latest first, at most 200.' }),
    takenBack: t.expose('takenBack', {
      type: [Commit],
      description: 'What was live and is not any more, latest first, at most 200: after a rollback, or another branch.',
    }),
    files: t.expose('files', { type: [ChangedFile], description: 'What differs, at most 500.' }),
    truncated: t.exposeBoolean('truncated', {
      description: 'There is more than is listed here, or one of the commits is gone from the repository.',
    }),
    patch: t.field({
      type: FilePatch,
      nullable: true,
      description: 'How one file differs; null when one of the commits is gone.',
      args: { path: t.arg.string({ required: true, description: 'As `files` tells it.' }) },
      resolve: ({ move }, { path }, { services }) => services.projects.patchOf(move, path),
    }),
  }),
})

builder.prismaObjectField(modelType('Release'), 'changes', (t) =>
  t.field({
    type: Changes,
    description: 'Commits and files between what was live when it was created and what it ships.',
    select: { commit: true, baseCommit: true, environment: { select: { projectId: true } } },
    resolve: async ({ commit: to, baseCommit: from, environment: { projectId } }, _args, { services }) => {
      const move = { projectId, from, to }
      return { move, ...(await services.projects.changesOf(move)) }
    },
  }),
)
