import { queryFromInfo } from '@pothos/plugin-prisma'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { lineOf } from './build-line.ts'
import { guardBuilds } from './builds.policy.ts'

const Release = modelType('Release')
type ReleaseRow = typeof Release.$inferType

interface Place {
  release: ReleaseRow
  since: Date
  position: number | null
  equalTo: ReleaseRow | null
}

const BuildPlace = builder.objectRef<Place>('BuildPlace').implement({
  description: 'A release in a build slot, or in the line before them.',
  fields: (t) => ({
    release: t.expose('release', { type: Release, description: 'Which one.' }),
    since: t.expose('since', { type: 'DateTime', description: 'It builds, or waits, since then.' }),
    position: t.exposeInt('position', {
      nullable: true,
      description: 'In the line: 1 is next. Null: it builds, or waits for an equal build.',
    }),
    equalTo: t.expose('equalTo', {
      type: Release,
      nullable: true,
      description: 'This release makes the very same build, or will first; it is waited for and shipped then.',
    }),
  }),
})

const BuildQueue = builder.objectRef<{ running: Place[]; waiting: Place[] }>('BuildQueue').implement({
  description:
    'All workers together make only so many builds at once (`SENDOFF_BUILDS`). Projects take turns: one waits for at most one ' +
    'build of each other one.',
  fields: (t) => ({
    running: t.expose('running', { type: [BuildPlace], description: 'What is built now, the longest first.' }),
    waiting: t.expose('waiting', {
      type: [BuildPlace],
      description: 'What waits, in the order in which it is built; at the end what waits for an equal build.',
    }),
  }),
})

const releasePaths = ['running', 'waiting'].flatMap((list) => [
  [list, 'release'],
  [list, 'equalTo'],
])

builder.queryField('buildQueue', (t) =>
  t.field({
    type: BuildQueue,
    description: 'What is built at this moment, and what waits for that, over all projects.',
    resolve: async (_root, _args, context, info) => {
      guardBuilds(viewerOf(context), 'buildQueue')
      const { services } = context
      const { building, waiting, equal } = lineOf(await services.buildTurns.current())
      const ids = [...building, ...waiting, ...equal.map(({ turn }) => turn)].map(({ releaseId }) => releaseId)
      const rows = await services.database.prisma.release.findMany({
        ...queryFromInfo({ context, info, typeName: 'Release', paths: releasePaths }),
        where: { id: { in: ids } },
      })
      const releases = new Map<string, ReleaseRow>(rows.map((row) => [row.id, row]))
      /** One that was removed in this moment stands nowhere. */
      const place = (releaseId: string, rest: Omit<Place, 'release'>): Place[] => {
        const release = releases.get(releaseId)
        return release ? [{ release, ...rest }] : []
      }
      const alone = { position: null, equalTo: null }
      return {
        running: building.flatMap((turn) => place(turn.releaseId, { ...alone, since: turn.beganAt ?? turn.askedAt })),
        waiting: [
          ...waiting.flatMap((turn, n) => place(turn.releaseId, { ...alone, since: turn.askedAt, position: n + 1 })),
          ...equal.flatMap(({ turn, to }) =>
            place(turn.releaseId, { ...alone, since: turn.askedAt, equalTo: releases.get(to.releaseId) ?? null }),
          ),
        ],
      }
    },
  }),
)
