import { canaryQuestion } from '../controls.ts'
import { msLeft } from './course.ts'
import type { Run } from './run-state.ts'

/**
 * The canary is well: asks once whether the others may follow, so that a worker that goes on after this one knows since when.
 * Returns what ends the clock of a canary that waits for a time.
 */
export async function openCanary(run: Run): Promise<() => void> {
  const { canaryWait, canaryWaitSeconds: seconds } = run.rollout
  if (canaryQuestion(run.controls.wishes) === null) {
    const until = canaryWait === 'TIME' ? `The others follow in ${seconds} s.` : 'The others wait for a word.'
    const message = `The canary is well. ${until}`
    await run.controls.ask({ kind: 'CANARY', serverId: null, stepKey: null, message })
  }
  const question = canaryQuestion(run.controls.wishes)
  const ms = question && msLeft(run, question.at)
  if (ms === null) return () => undefined
  const timer = setTimeout(() => run.bell.ring(), ms + 1)
  return () => clearTimeout(timer)
}
