import { builder } from '../../../graphql/builder.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { expectationKey } from '../history/release.expectations.ts'
import { StepKind, StepStatus } from '../release-enums.schema.ts'
import { type StepRow, stepExpectations, type TargetRow } from '../release-loaders.schema.ts'

export const Step = builder.objectRef<StepRow>('Step').implement({
  description:
    'A node of the plan, which is whole from the moment the release is created; only the way back is added when it begins.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Unique in the release, such as `build` or `upload:<server id>`.' }),
    kind: t.expose('kind', { type: StepKind, description: 'What it does.' }),
    title: t.exposeString('title', {
      nullable: true,
      description:
        'Which hook it is; `rollback` where a server is put back, restarted and checked; null for the others.',
    }),
    parentKeys: t.exposeStringList('parentKeys', { description: 'The steps that come right before it.' }),
    server: t.field({
      type: modelType('Server'),
      nullable: true,
      description: 'Where it happens; null: on the controller (or the server was removed since).',
      resolve: (step) => step.server,
    }),
    serverName: t.string({
      nullable: true,
      description: "The server's name.",
      resolve: (step) => step.server?.name ?? null,
    }),
    status: t.expose('status', { type: StepStatus, description: 'Where it stands.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    message: t.exposeString('message', { nullable: true, description: 'What there is to say about it.' }),
    exitCode: t.exposeInt('exitCode', { nullable: true, description: 'Of its command, where one ran and ended.' }),
    percent: t.exposeInt('percent', { nullable: true, description: '0 to 100, where it is known.' }),
    expectedSeconds: t.float({
      nullable: true,
      description:
        'What such a step takes here: the median over the last ten releases of the environment that succeeded; null before the first.',
      resolve: async (step, _args, context) =>
        (await stepExpectations.load(context, step.releaseId))?.get(expectationKey(step)) ?? null,
    }),
  }),
})

export const ReleaseTarget = builder.objectRef<TargetRow>('ReleaseTarget').implement({
  description: 'A server of a release, with what was read back from it.',
  fields: (t) => ({
    server: t.field({
      type: modelType('Server'),
      nullable: true,
      description: 'Null when it was removed since.',
      resolve: (target) => target.server,
    }),
    serverName: t.exposeString('serverName', { description: 'Its name when the release was created.' }),
    status: t.expose('status', { type: StepStatus, description: 'How the release stands there.' }),
    previousDirectory: t.exposeString('previousDirectory', {
      nullable: true,
      description: 'What `current` pointed to before the switch.',
    }),
    liveDirectory: t.exposeString('liveDirectory', {
      nullable: true,
      description: 'What `current` pointed to when it was last read.',
    }),
    activatedAt: t.expose('activatedAt', { type: 'DateTime', nullable: true, description: 'When it was switched.' }),
    message: t.exposeString('message', { nullable: true, description: 'What there is to say about it.' }),
  }),
})
