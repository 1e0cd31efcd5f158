import type { FailureChoice, Question, Wishes } from '../../../engine/controls.ts'

/** What was said to a release, or by it, as it is stored. */
export interface ControlRow {
  seq: number
  kind: 'PAUSED' | 'RESUMED' | 'EXCLUDED' | 'ASKED' | 'ANSWERED'
  serverKey: string | null
  stepKey: string | null
  choice: string | null
  reason: string | null
  byId: string | null
  byName: string | null
  at: Date
}

export interface AskedQuestion extends Question {
  /** Of the row that asked: an answer names it. */
  seq: number
  /** What happened. */
  message: string
}

export interface ControlState {
  /** The last of the rows; 0: nothing was ever said. */
  head: number
  paused: { seq: number; byId: string | null; by: string; at: Date } | null
  /** The rows that paused it, also those that were resumed since. */
  pauses: readonly number[]
  excluded: ReadonlyMap<string, { by: string; reason: string }>
  questions: readonly AskedQuestion[]
}

/** What follows from all that was said. Pure: the page and every worker come to the same. */
export function controlState(rows: readonly ControlRow[]): ControlState {
  let paused: ControlState['paused'] = null
  const pauses: number[] = []
  const excluded = new Map<string, { by: string; reason: string }>()
  const questions: AskedQuestion[] = []
  const answer = (serverId: string | null, choice: FailureChoice | null, by: string) => {
    const open = questions.find((one) => one.serverId === serverId && one.answer === null)
    if (open) open.answer = { choice, by }
    return open
  }
  for (const { seq, kind, serverKey, stepKey, choice, reason, byId, byName, at } of rows) {
    const by = byName ?? 'Sendoff'
    if (kind === 'PAUSED') {
      paused = { seq, byId, by, at }
      pauses.push(seq)
    } else if (kind === 'RESUMED') paused = null
    else if (kind === 'ASKED') {
      const asked = { seq, serverId: serverKey, stepKey, message: reason ?? '', at, answer: null }
      questions.push({ kind: serverKey === null ? 'CANARY' : 'FAILURE', ...asked })
    } else if (kind === 'ANSWERED') {
      const open = answer(serverKey, choice as FailureChoice | null, by)
      if (choice === 'SKIP' && serverKey) excluded.set(serverKey, { by, reason: open?.message ?? '' })
    } else if (serverKey) {
      excluded.set(serverKey, { by, reason: reason ?? '' })
      answer(serverKey, 'SKIP', by)
    }
  }
  return { head: rows.at(-1)?.seq ?? 0, paused, pauses, excluded, questions }
}

/** The question that waits longest. */
export const openQuestion = ({ questions }: ControlState): AskedQuestion | null =>
  questions.find(({ answer }) => answer === null) ?? null

/** As the engine takes it. */
export const wishesOf = ({ paused, excluded, questions }: ControlState): Wishes => ({
  paused: paused !== null,
  excluded,
  questions,
})
