import type { FailureChoice, Question, ReleaseControls, Wishes } from '../../apps/api/src/engine/controls.ts'

export interface Wishing extends ReleaseControls {
  pause(): void
  resume(): void
  exclude(serverId: string, reason?: string): void
  /** Answers the question that waits; a canary's without a choice. */
  answer(choice?: FailureChoice): void
  /** Resolves with the next question, or the one that waits already. */
  asked(): Promise<Question>
}

/** What people want of a release in a test, kept as the database keeps it: it outlives a worker. */
export function createWishes(): Wishing {
  const listeners = new Set<() => void>()
  const curious = new Set<(question: Question) => void>()
  let wishes: Wishes = { paused: false, excluded: new Map(), questions: [] }
  const change = (next: Partial<Wishes>) => {
    wishes = { ...wishes, ...next }
    for (const listener of [...listeners]) listener()
  }
  const waiting = () => wishes.questions.find(({ answer }) => answer === null)
  const exclude = (serverId: string, reason = 'it is broken') =>
    change({ excluded: new Map([...wishes.excluded, [serverId, { by: 'Ada', reason }]]) })
  return {
    get wishes() {
      return wishes
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async ask({ kind, serverId, stepKey }) {
      const same = (one: Question) => one.serverId === serverId && one.stepKey === stepKey && one.answer === null
      if (wishes.questions.some(same)) return
      const question: Question = { kind, serverId, stepKey, at: new Date(), answer: null }
      change({ questions: [...wishes.questions, question] })
      for (const tell of curious) tell(question)
      curious.clear()
    },
    pause: () => change({ paused: true }),
    resume: () => change({ paused: false }),
    exclude,
    answer(choice) {
      const asked = waiting()
      if (!asked) throw new Error('nothing is asked')
      if (choice === 'SKIP' && asked.serverId) {
        wishes = {
          ...wishes,
          excluded: new Map([...wishes.excluded, [asked.serverId, { by: 'Ada', reason: 'skipped' }]]),
        }
      }
      const answer = { choice: choice ?? null, by: 'Ada' }
      change({ questions: wishes.questions.map((one) => (one === asked ? { ...one, answer } : one)) })
    },
    asked: () =>
      new Promise((resolve) => {
        const asked = waiting()
        if (asked) resolve(asked)
        else curious.add(resolve)
      }),
  }
}
