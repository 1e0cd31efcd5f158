/** What people can answer when a step failed on a server. */
export type FailureChoice = 'RETRY' | 'SKIP' | 'ROLL_BACK'

/** Something that a running release asked. */
export interface Question {
  /** CANARY: may the others follow? FAILURE: what is to become of a server whose step failed? */
  kind: 'CANARY' | 'FAILURE'
  serverId: string | null
  stepKey: string | null
  at: Date
  /** Null while it waits. A canary's has no choice: going on is the only answer. */
  answer: { choice: FailureChoice | null; by: string } | null
}

/** What people want of a running release. */
export interface Wishes {
  paused: boolean
  /** Servers that are to leave the release: who said so, and why. */
  excluded: ReadonlyMap<string, { by: string; reason: string }>
  /** In the order in which they were asked. */
  questions: readonly Question[]
}

/** The way from people to a running release, and back. What was said outlives the worker. */
export interface ReleaseControls {
  /** As last read. A new object whenever something changed. */
  readonly wishes: Wishes
  /** Calls the listener after each change. Returns what ends it. */
  onChange(listener: () => void): () => void
  /** Resolves when the question is among the wishes. One that was asked before and still waits is not asked again. */
  ask(question: Pick<Question, 'kind' | 'serverId' | 'stepKey'> & { message: string }): Promise<void>
}

const nothing: Wishes = { paused: false, excluded: new Map(), questions: [] }

/** Of a release in which nobody can interfere. */
export const noControls: ReleaseControls = {
  wishes: nothing,
  onChange: () => () => undefined,
  ask: () => Promise.reject(new Error('There is nobody to ask.')),
}

/** Whether anything new must wait: a person paused the release, or a failed step waits for a decision. */
export const isHeld = ({ paused, questions }: Wishes): boolean =>
  paused || questions.some(({ kind, answer }) => kind === 'FAILURE' && answer === null)

/** The last question about a step on a server. */
export const lastQuestion = ({ questions }: Wishes, serverId: string, stepKey: string): Question | null =>
  questions.findLast((question) => question.serverId === serverId && question.stepKey === stepKey) ?? null

export const canaryQuestion = ({ questions }: Wishes): Question | null =>
  questions.find(({ kind }) => kind === 'CANARY') ?? null
