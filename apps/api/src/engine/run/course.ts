import { canaryQuestion, isHeld } from '../controls.ts'
import type { Course } from '../rollout/schedule.ts'
import type { Run } from './run-state.ts'

/** The running release as the schedule sees it. */
export const courseOf = (run: Run): Course => ({
  rollout: run.rollout,
  concurrency: run.snapshot.concurrency,
  servers: run.servers,
  canaryPassed: isCanaryPassed(run),
  held: isHeld(run.controls.wishes),
})

/** A person let the others follow, or the time is over. */
function isCanaryPassed(run: Run): boolean {
  const question = canaryQuestion(run.controls.wishes)
  if (question === null) return false
  return question.answer !== null || msLeft(run, question.at) === 0
}

/** How long a canary's time lasts still. */
export function msLeft(run: Run, since: Date): number | null {
  if (run.rollout.canaryWait !== 'TIME') return null
  const end = since.getTime() + run.rollout.canaryWaitSeconds * 1000
  return Math.max(0, end - run.ports.clock.now().getTime())
}
