import type { TicketChange, WhatHappened } from './ticket.changes.ts'
import { evolve } from './ticket.evolve.ts'
import type { TicketState } from './ticket.state.ts'
import type { Refusal, TicketFacts } from './ticket.verdict.ts'

/** One command being worked out: each change is folded into the state before the next is thought of. */
export interface Run {
  readonly facts: TicketFacts
  /** Who gave the command; null: a timer, or the subject that changed. */
  readonly by: string | null
  readonly changes: TicketChange[]
  state: TicketState
}

export const beginRun = (state: TicketState, facts: TicketFacts, by: string | null): Run => ({
  facts,
  by,
  changes: [],
  state,
})

/** Writes down what somebody brought about. */
export function record(run: Run, what: WhatHappened, byUserId: string | null = run.by): void {
  const change: TicketChange = { at: run.facts.now, byUserId, ...what }
  run.changes.push(change)
  run.state = evolve(run.state, change)
}

/** Writes down what follows by the drawing alone, whoever gave the occasion. */
export const follow = (run: Run, what: WhatHappened): void => record(run, what, null)

/** What a verb does: it writes down what was done, or says why it may not be and writes nothing. What follows is not its business. */
export type Verb<Command> = (run: Run, command: Command) => Refusal | null
