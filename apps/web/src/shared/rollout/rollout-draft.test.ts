import { expect, test } from 'vitest'
import { toRolloutDraft, toRolloutInput } from './rollout-draft.ts'

test('what was read and not touched is sent as it was', () => {
  const rollout = {
    strategy: 'CANARY' as const,
    batch: '3',
    canaryServers: '10%',
    canaryWait: 'TIME' as const,
    canaryWaitSeconds: 60,
    maxFailures: '2',
    groups: ['db', 'web'],
    onceCommand: ' ./migrate\n',
    guided: true,
  }
  expect(toRolloutInput(toRolloutDraft(rollout))).toEqual(rollout)
})

test('empty lines are no groups, and blanks no command', () => {
  const draft = { ...toRolloutDraft(null), groups: ' db \n\n web', onceCommand: ' \n', batch: ' 25% ' }
  expect(toRolloutInput(draft)).toMatchObject({ groups: ['db', 'web'], onceCommand: null, batch: '25%' })
})
