import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { Release } from '../release.schema.ts'
import { answer } from '../release-answer.schema.ts'
import { releaseControls } from './release-control.schema.ts'

const FailureChoice = builder.enumType('FailureChoice', {
  description: 'What is to become of a server whose step failed.',
  values: {
    RETRY: { description: 'The step is tried again.' },
    SKIP: { description: 'The release goes on without this server.' },
    ROLL_BACK: { description: 'The release ends, and all that switched goes back.' },
  } as const,
})

/** A mutation's answer, also about what waits and what was decided, read anew. */
const answerAnew = <Q extends object>(context: Context, query: Q, made: Promise<{ id: string }>) => {
  const settled = made.finally(() => releaseControls.forget(context))
  return answer(context, query, settled)
}

const ofRelease = 'Of the release.'
const ofServer = 'Of the server.'

builder.mutationFields((t) => ({
  pauseRelease: t.prismaField({
    type: Release,
    description: 'Nothing new begins before its switch; what runs comes to its end. CONFLICT unless it runs.',
    args: { id: t.arg.id({ required: true, description: ofRelease }) },
    resolve: (query, _root, { id }, context) =>
      answerAnew(context, query, context.services.releases.pauseRelease(viewerOf(context), id)),
  }),
  resumeRelease: t.prismaField({
    type: Release,
    description:
      'Ends a pause, or lets the others follow a canary: exactly the wait that is named, so sent twice it is done once. ' +
      'CONFLICT when there never was such a wait.',
    args: {
      id: t.arg.id({ required: true, description: ofRelease }),
      waitId: t.arg.id({ required: true, description: 'Of `Release.paused`, or of a canary’s `Release.question`.' }),
    },
    resolve: (query, _root, { id, waitId }, context) =>
      answerAnew(context, query, context.services.releases.resumeRelease(viewerOf(context), id, waitId)),
  }),
  excludeServer: t.prismaField({
    type: Release,
    description: 'A server that has not switched leaves the release. CONFLICT when it has, or when it is the last one.',
    args: {
      releaseId: t.arg.id({ required: true, description: ofRelease }),
      serverId: t.arg.id({ required: true, description: ofServer }),
      reason: t.arg.string({ required: true, description: 'For the others; at most 300 characters.' }),
    },
    resolve: (query, _root, { releaseId, serverId, reason }, context) =>
      answerAnew(
        context,
        query,
        context.services.releases.excludeServer(viewerOf(context), releaseId, serverId, reason),
      ),
  }),
  answerFailure: t.prismaField({
    type: Release,
    description: 'Decides about a server whose step failed. The first answer counts: CONFLICT tells who gave it.',
    args: {
      releaseId: t.arg.id({ required: true, description: ofRelease }),
      questionId: t.arg.id({ required: true, description: 'Of `Release.question`.' }),
      choice: t.arg({ type: FailureChoice, required: true, description: 'What is to become of it.' }),
    },
    resolve: (query, _root, { releaseId, questionId, choice }, context) =>
      answerAnew(
        context,
        query,
        context.services.releases.answerFailure(viewerOf(context), releaseId, questionId, choice),
      ),
  }),
}))
