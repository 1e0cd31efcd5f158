import type { ReleaseJournal, StepChange } from '../ports.ts'
import { stepIsFinal, stepMayBecome } from '../release-states.ts'
import type { PlanStep, StepState, StepStatus } from '../types.ts'

/** The steps of a running release: what may change is checked against the table, and written down before it counts. */
export interface StepBook {
  has(key: string): boolean
  status(key: string): StepStatus
  isFinal(key: string): boolean
  keys(): string[]
  /** Steps that the plan did not know: PENDING. */
  add(steps: readonly PlanStep[]): Promise<void>
  /** Does nothing when the step is final already, or in this very state without news. */
  change(key: string, status: StepStatus, detail?: Omit<StepChange, 'key' | 'status'>): Promise<void>
  /** Tells how far a step is, at most four times a second. Failures show at the step's next change. */
  progress(key: string, percent: number): void
}

const PROGRESS_EVERY_MS = 250

export function createStepBook(steps: readonly StepState[], journal: ReleaseJournal): StepBook {
  const states = new Map(steps.map((step) => [step.key, step.status]))
  const told = new Map<string, { percent: number; at: number }>()
  const pending = new Map<string, Promise<void>>()

  const status = (key: string): StepStatus => {
    const state = states.get(key)
    if (state === undefined) throw new Error(`The plan has no step ${key}.`)
    return state
  }
  const isFinal = (key: string): boolean => stepIsFinal(status(key))

  return {
    has: (key) => states.has(key),
    status,
    isFinal,
    keys: () => [...states.keys()],
    async add(steps) {
      const unknown = steps.filter(({ key }) => !states.has(key))
      if (unknown.length === 0) return
      for (const { key } of unknown) states.set(key, 'PENDING')
      await journal.stepsAdded(unknown)
    },
    async change(key, to, detail = {}) {
      const from = status(key)
      await pending.get(key)
      if (isFinal(key) || (from === to && Object.keys(detail).length === 0)) return
      if (from !== to && !stepMayBecome(from, to)) throw new Error(`The step ${key} cannot go from ${from} to ${to}.`)
      states.set(key, to)
      await journal.stepChanged({ key, status: to, ...detail })
    },
    progress(key, percent) {
      const last = told.get(key)
      const now = performance.now()
      if (status(key) !== 'RUNNING' || (last && (last.percent === percent || now - last.at < PROGRESS_EVERY_MS))) return
      told.set(key, { percent, at: now })
      const before = pending.get(key) ?? Promise.resolve()
      const next = before.then(() => journal.stepChanged({ key, status: 'RUNNING', percent }))
      // Awaited at the step's next change; a rejection must not count as unhandled until then.
      next.catch(() => undefined)
      pending.set(key, next)
    },
  }
}
