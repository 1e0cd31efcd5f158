import { builder } from '../../graphql/builder.ts'
import { WeeklySpanInput } from '../freezes/weekly-span.schema.ts'
import { RepositoryFileUse } from '../repository-file/use.schema.ts'
import { ApprovalRuleInput } from './approval.setting.schema.ts'
import { DistributionInput } from './distribution.setting.schema.ts'
import { HealthCheckInput } from './health-check-input.schema.ts'
import { PackingInput } from './packing.setting.schema.ts'
import { RolloutInput } from './rollout.setting.schema.ts'

export const EnvironmentKind = builder.enumType('EnvironmentKind', {
  description: 'Who may ship where.',
  values: {
    TEST: { description: 'DEVELOPER and above may ship.' },
    PRODUCTION: { description: 'OPERATOR and above may ship.' },
  } as const,
})

export const FailurePolicy = builder.enumType('FailurePolicy', {
  description: 'What to do when a server fails.',
  values: {
    STOP: { description: 'Servers that were switched stay on the new release.' },
    ROLL_BACK: { description: 'Servers that were switched go back to what they had.' },
  } as const,
})

export const VariableScope = builder.enumType('VariableScope', {
  description: 'Which commands see a variable.',
  values: {
    BOTH: { description: 'All of them.' },
    BUILD: { description: 'Those on the controller: the build and the hooks around it. Part of what names a build.' },
    RUNTIME: { description: 'Those on servers: the hook after the upload, restart and check.' },
  } as const,
})

const VariableInput = builder.inputType('VariableInput', {
  description: 'A variable for commands. A secret without a value keeps the value it has.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Letters, digits and _; not SENDOFF_….' }),
    value: t.string({ description: 'At most 32768 characters.' }),
    secret: t.boolean({ defaultValue: false, description: 'Stored sealed, never shown again, masked in logs.' }),
    scope: t.field({ type: VariableScope, description: 'Left out: as it was; BOTH for a new one.' }),
  }),
})

export const EnvironmentInput = builder.inputType('EnvironmentInput', {
  description:
    'For updateEnvironment every field may be left out; what is left out stays. In addProject and addEnvironment name, kind, path and serverIds are needed.',
  fields: (t) => ({
    name: t.string({ description: 'At most 60 characters; unique in the project.' }),
    kind: t.field({ type: EnvironmentKind, description: 'Who may ship here.' }),
    path: t.string({ description: 'The directory on the servers: absolute, or starting with ~/.' }),
    serverIds: t.idList({ description: 'Where to ship, in this order; at least one.' }),
    afterFetchCommand: t.string({ description: 'Shell, on the controller, before the build. Null or empty: none.' }),
    buildCommand: t.string({ description: 'Shell, on the controller, in the exported tree. Null or empty: none.' }),
    beforeUploadCommand: t.string({
      description: 'Shell, on the worker, in the built tree, before it is packed. Null or empty: none.',
    }),
    afterUploadCommand: t.string({
      description: 'Shell, on each server, in the new directory, before the switch. Null or empty: none.',
    }),
    restartCommand: t.string({ description: 'Shell, on each server, after the switch. Null or empty: none.' }),
    checkCommand: t.string({
      description: 'Shell, on each server, last; its exit status decides. Null or empty: none.',
    }),
    sharedPaths: t.stringList({
      description:
        'Kept over releases, relative to a release: `uploads/` is a directory, `.env` a file. Left out when adding: none.',
    }),
    keepReleases: t.int({ description: 'How many releases stay on the servers: 1 to 100. Left out when adding: 5.' }),
    concurrency: t.int({ description: 'How many servers at once: 1 to 100. Left out when adding: 10.' }),
    onFailure: t.field({ type: FailurePolicy, description: 'Left out when adding: STOP.' }),
    rollout: t.field({
      type: RolloutInput,
      description: 'How releases go from server to server; replaces all of it. Null: all at once.',
    }),
    idleTimeoutSeconds: t.int({
      description: 'A command that prints nothing for so long is ended. Left out when adding: 300.',
    }),
    totalTimeoutSeconds: t.int({ description: 'A command that takes so long is ended. Left out when adding: 1800.' }),
    variables: t.field({ type: [VariableInput], description: 'Replaces all variables.' }),
    repositoryFile: t.field({ type: RepositoryFileUse, description: 'Left out when adding: IGNORE.' }),
    healthCheck: t.field({
      type: HealthCheckInput,
      description: 'How releases are checked. Null: the check command alone, run once.',
    }),
    packing: t.field({ type: PackingInput, description: 'What of the built tree is packed. Null: everything.' }),
    approval: t.field({
      type: ApprovalRuleInput,
      description: 'Who must approve releases before they may begin. Null: nobody.',
    }),
    windows: t.field({
      type: [WeeklySpanInput],
      description: 'Releases begin only within these times; at most 20. Empty: always.',
    }),
    distribution: t.field({
      type: DistributionInput,
      description: 'How builds travel to many servers. Null: the default.',
    }),
  }),
})
