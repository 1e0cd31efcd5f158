import { text } from '../i18n/i18n.ts'
import type { Rollout } from './rollout-draft.ts'

/** What a rollout does, in a line: only what is not as plain as can be. */
export function rolloutSummary(rollout: Rollout): string {
  const words = [text(`rollout.${rollout.strategy}`)]
  if (rollout.strategy === 'ROLLING') words.push(text('rollout.batchN', { n: rollout.batch }))
  if (rollout.strategy === 'CANARY') {
    words.push(text('rollout.canaryN', { n: rollout.canaryServers }))
    words.push(text(`rollout.wait${rollout.canaryWait}`))
  }
  if (rollout.groups.length > 0) words.push(rollout.groups.join(' → '))
  if (Number.parseInt(rollout.maxFailures, 10) > 0) words.push(text('rollout.mayFail', { n: rollout.maxFailures }))
  if (rollout.onceCommand) words.push(text('rollout.once'))
  if (rollout.guided) words.push(text('rollout.guided'))
  return words.join(' · ')
}
