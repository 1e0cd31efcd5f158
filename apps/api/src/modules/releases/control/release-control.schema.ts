import type { ReleaseSnapshot } from '../../../engine/types.ts'
import { batched } from '../../../graphql/batch.ts'
import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { RolloutObject } from '../../environments/rollout.setting.schema.ts'
import { rolloutOf } from '../../environments/rollout.setting.ts'
import { mayShipTo } from '../release.policy.ts'
import { releaseNow, targetsOf } from '../release-loaders.schema.ts'
import { type AskedQuestion, type ControlState, controlState, openQuestion } from './control-state.ts'

export const releaseControls = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.releaseControl.findMany({
    where: { releaseId: { in: ids } },
    orderBy: [{ releaseId: 'asc' }, { seq: 'asc' }],
  })
  return new Map(ids.map((id) => [id, controlState(rows.filter(({ releaseId }) => releaseId === id))]))
})

/** How a running release stands with the people; null once it runs no more. */
async function controlsNow(context: Context, release: { id: string }): Promise<ControlState | null> {
  if ((await releaseNow(context, release)).status !== 'RUNNING') return null
  return (await releaseControls.load(context, release.id)) ?? null
}

const ReleasePause = builder.objectRef<NonNullable<ControlState['paused']>>('ReleasePause').implement({
  description: 'A release that a person paused: nothing new begins.',
  fields: (t) => ({
    id: t.id({ description: 'Of this pause: `resumeRelease` names it.', resolve: ({ seq }) => String(seq) }),
    by: t.exposeString('by', { description: 'Who paused it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
  }),
})

const QuestionKind = builder.enumType('ReleaseQuestionKind', {
  description: 'What a running release asks.',
  values: {
    CANARY: { description: 'The canary is well: may the others follow? `resumeRelease` says yes.' },
    FAILURE: { description: 'A step failed: what is to become of its server? `answerFailure` says it.' },
  } as const,
})

interface ShownQuestion extends AskedQuestion {
  releaseId: string
  until: Date | null
}

const ReleaseQuestion = builder.objectRef<ShownQuestion>('ReleaseQuestion').implement({
  description: 'What a running release waits for an answer to.',
  fields: (t) => ({
    id: t.id({
      description: 'Of this question: `answerFailure`, or a canary’s `resumeRelease`, names it.',
      resolve: ({ seq }) => String(seq),
    }),
    kind: t.expose('kind', { type: QuestionKind, description: 'What it is about.' }),
    server: t.field({
      type: modelType('Server'),
      nullable: true,
      description: 'FAILURE: where it failed.',
      resolve: async ({ releaseId, serverId }, _args, context) =>
        ((await targetsOf.load(context, releaseId)) ?? []).find((one) => one.serverKey === serverId)?.server ?? null,
    }),
    stepKey: t.exposeString('stepKey', { nullable: true, description: 'FAILURE: the step that failed.' }),
    message: t.exposeString('message', { description: 'What happened.' }),
    since: t.expose('at', { type: 'DateTime', description: 'Since when it waits.' }),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'When a canary that waits for a time goes on by itself; null: not without an answer.',
    }),
  }),
})

builder.prismaObjectFields('Release', (t) => ({
  rollout: t.field({
    type: RolloutObject,
    description: 'How it goes from server to server, as it was fixed.',
    select: { snapshot: true },
    resolve: ({ snapshot }) => rolloutOf((snapshot as unknown as ReleaseSnapshot).rollout ?? null),
  }),
  paused: t.field({
    type: ReleasePause,
    nullable: true,
    description: 'Who paused it, and since when; null: it is not paused.',
    resolve: async (release, _args, context) => (await controlsNow(context, release))?.paused ?? null,
  }),
  question: t.field({
    type: ReleaseQuestion,
    nullable: true,
    description: 'What it asks, the oldest question first; null: nothing.',
    select: { snapshot: true },
    resolve: async (release, _args, context) => {
      const state = await controlsNow(context, release)
      const open = state && openQuestion(state)
      if (!open) return null
      const { canaryWait, canaryWaitSeconds } = rolloutOf(
        (release.snapshot as unknown as ReleaseSnapshot).rollout ?? null,
      )
      const timed = open.kind === 'CANARY' && canaryWait === 'TIME'
      const until = timed ? new Date(open.at.getTime() + canaryWaitSeconds * 1000) : null
      return { ...open, releaseId: release.id, until }
    },
  }),
  canPause: t.boolean({
    description: 'It runs, and you may pause and resume it, leave servers out, and answer what it asks.',
    resolve: async (release, _args, context) => {
      const now = await releaseNow(context, release)
      return now.status === 'RUNNING' && mayShipTo(viewerOf(context), now.environment)
    },
  }),
}))
