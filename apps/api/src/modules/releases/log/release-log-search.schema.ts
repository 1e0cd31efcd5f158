import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import type { StepMatches as Matches } from './release.log-search.ts'

const StepMatches = builder.objectRef<Matches>('StepMatches').implement({
  description: 'Lines of one step that contain a text.',
  fields: (t) => ({
    stepKey: t.exposeString('stepKey', { description: 'The step that printed them.' }),
    lines: t.exposeInt('lines', { description: 'How many lines contain it.' }),
    firstLine: t.exposeInt('firstLine', { description: "The first of them, counted from 1 in the step's output." }),
    firstText: t.exposeString('firstText', { description: 'What that line says; at most 300 characters of it.' }),
  }),
})

builder.queryField('searchLog', (t) =>
  t.field({
    type: [StepMatches],
    description: 'Where in everything that a release printed a text stands, in any case, by step.',
    args: {
      releaseId: t.arg.id({ required: true, description: 'Of the release.' }),
      text: t.arg.string({ required: true, description: '2 to 200 characters, within one line.' }),
    },
    resolve: (_root, { releaseId, text }, context) =>
      context.services.releases.searchLog(viewerOf(context), releaseId, text),
  }),
)
