import type { ControlState } from './control-state.ts'

/** How the pause or the canary stands that `resumeRelease` names by the row that began it. */
export type Wait = 'PAUSED' | 'ASKS' | 'ENDED'

/** Null: no such thing ever waited. What ended stays ended: naming it again ends nothing else. */
export function waitNamed({ paused, pauses, questions }: ControlState, id: string): Wait | null {
  const named = ({ seq }: { seq: number }) => id === String(seq)
  if (paused && named(paused)) return 'PAUSED'
  if (pauses.some((seq) => named({ seq }))) return 'ENDED'
  const canary = questions.find((one) => one.kind === 'CANARY' && named(one))
  if (!canary) return null
  return canary.answer ? 'ENDED' : 'ASKS'
}
