import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { keptBuilds, liveIn } from './builds-loaders.schema.ts'

/** How many releases a build names; all of them are in the list of releases. */
const RELEASES_SHOWN = 20

export const Build = builder.prismaObject('Build', {
  description:
    'A commit built and packed once, and never changed. Every release of the same commit, commands and variables ships this ' +
    'very package; `promoteBuild` ships it to wherever else it is wanted.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    project: t.relation('project', { description: 'Whose it is.' }),
    commit: t.exposeString('commit', { description: 'Full commit id.' }),
    subject: t.exposeString('subject', { nullable: true, description: "The first line of the commit's message." }),
    author: t.exposeString('author', { nullable: true, description: 'Who wrote the commit, where it is known.' }),
    sha256: t.exposeString('sha256', {
      description: 'Of the package, in hex; every server checks it before it unpacks.',
    }),
    sizeBytes: t.float({
      description: 'Of the package.',
      select: { sizeBytes: true },
      resolve: (build) => Number(build.sizeBytes),
    }),
    fileCount: t.exposeInt('fileCount', { description: 'Files in it.' }),
    durationSeconds: t.float({
      nullable: true,
      description: 'What fetching, building and packing took; null where nobody knows.',
      select: { tookMs: true },
      resolve: ({ tookMs }) => (tookMs === null ? null : tookMs / 1000),
    }),
    madeBy: t.relation('madeBy', {
      nullable: true,
      description: 'The release that made it: its log is the log of the build. Null when that is gone.',
    }),
    releases: t.relation('releases', {
      query: { orderBy: { number: 'desc' }, take: RELEASES_SHOWN },
      description: `The last ${RELEASES_SHOWN} releases that shipped it, the newest first.`,
    }),
    liveIn: t.field({
      type: [modelType('Environment')],
      description: 'The environments whose live release carries it.',
      resolve: async (build, _args, context) => (await liveIn.load(context, build.id)) ?? [],
    }),
    available: t.boolean({
      description: "It lies on a worker's disk still, so that it can be promoted.",
      select: { sha256: true },
      resolve: async (build, _args, context) => (await keptBuilds.load(context, build.sha256)) ?? false,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was packed.' }),
  }),
})
