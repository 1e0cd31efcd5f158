import type { Rollout } from '../../engine/rollout/rollout.ts'
import { builder } from '../../graphql/builder.ts'
import { rolloutOf } from './rollout.setting.ts'

const RolloutStrategy = builder.enumType('RolloutStrategy', {
  description: 'How a release goes from server to server.',
  values: {
    ALL_AT_ONCE: { description: 'As many at once as the environment allows.' },
    ROLLING: { description: 'A window of servers: the next one begins when any of them has ended.' },
    CANARY: { description: 'A few go first; the others follow when they are well.' },
  } as const,
})

const CanaryWait = builder.enumType('CanaryWait', {
  description: 'What the others wait for, once the canary is well.',
  values: {
    CHECK: { description: 'For nothing more.' },
    TIME: { description: 'For some time; `resumeRelease` ends it early.' },
    PERSON: { description: 'For a person: `resumeRelease`.' },
  } as const,
})

const words = {
  strategy: 'Left out: ALL_AT_ONCE.',
  batch: 'ROLLING: how many at once, such as `3` or `25%` of all servers; never fewer than one. Left out: 1.',
  canaryServers: 'CANARY: how many go first, such as `1` or `10%`; never fewer than one. Left out: 1.',
  canaryWait: 'CANARY: what the others wait for. Left out: PERSON.',
  canaryWaitSeconds: 'CANARY with TIME: how long, 1 to 86400. Left out: 300.',
  maxFailures:
    'So many servers may fail, such as `2` or `10%`, and the others still get the release, which ends as FAILED. One more stops it. Left out: 0.',
  groups: 'Labels of servers, in order: one group after the other, servers of none of them last. Left out: none.',
  onceCommand:
    'Shell, once per release: on the first server, in the new directory, before any server switches, such as migrations. Never run again by itself.',
  guided: 'A step that fails on a server waits for a decision: `answerFailure`. Left out: false.',
}

export const RolloutInput = builder.inputType('RolloutInput', {
  description: 'How a release goes from server to server. What is left out is as said there.',
  fields: (t) => ({
    strategy: t.field({ type: RolloutStrategy, description: words.strategy }),
    batch: t.string({ description: words.batch }),
    canaryServers: t.string({ description: words.canaryServers }),
    canaryWait: t.field({ type: CanaryWait, description: words.canaryWait }),
    canaryWaitSeconds: t.int({ description: words.canaryWaitSeconds }),
    maxFailures: t.string({ description: words.maxFailures }),
    groups: t.stringList({ description: words.groups }),
    onceCommand: t.string({ description: words.onceCommand }),
    guided: t.boolean({ description: words.guided }),
  }),
})

export const RolloutObject = builder.objectRef<Rollout>('Rollout').implement({
  description: 'How a release goes from server to server.',
  fields: (t) => ({
    strategy: t.expose('strategy', { type: RolloutStrategy, description: 'All at once, rolling, or canary first.' }),
    batch: t.exposeString('batch', { description: 'ROLLING: how many at once.' }),
    canaryServers: t.exposeString('canaryServers', { description: 'CANARY: how many go first.' }),
    canaryWait: t.expose('canaryWait', { type: CanaryWait, description: 'CANARY: what the others wait for.' }),
    canaryWaitSeconds: t.exposeInt('canaryWaitSeconds', { description: 'CANARY with TIME: how long.' }),
    maxFailures: t.exposeString('maxFailures', { description: 'How many servers may fail; one more stops it.' }),
    groups: t.exposeStringList('groups', { description: 'Labels of servers, in order.' }),
    onceCommand: t.exposeString('onceCommand', { nullable: true, description: 'Once per release, before any switch.' }),
    guided: t.exposeBoolean('guided', { description: 'A failed step waits for a decision.' }),
  }),
})

builder.prismaObjectField('Environment', 'rollout', (t) =>
  t.field({
    type: RolloutObject,
    description: 'How releases go from server to server.',
    select: { rollout: true },
    resolve: ({ rollout }) => rolloutOf(rollout),
  }),
)
