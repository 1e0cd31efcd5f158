import { decide } from './course/deciding.ts'
import { moveOn } from './course/moving.ts'
import type { TicketCommand } from './ticket.commands.ts'
import { beginRun, type Run } from './ticket.run.ts'
import type { TicketState } from './ticket.state.ts'
import type { TicketFacts, Verdict } from './ticket.verdict.ts'
import { verbs } from './verbs/verbs.ts'

/**
 * Works out what a command does to a ticket: all that happens, in order, or why nothing does. Pure: the same three arguments give
 * the same verdict, and the state is not touched.
 */
export function judge(state: TicketState, command: TicketCommand, facts: TicketFacts): Verdict {
  const run = beginRun(state, facts, 'userId' in command ? command.userId : null)
  const refused = verbs[command.kind](run, command as never)
  if (refused) return { refused }
  settle(run)
  return { changes: run.changes }
}

/** Lets everything follow that has to: approvals are decided and tokens move until all of them wait for somebody. */
function settle(run: Run): void {
  while (run.state.status === 'RUNNING' && (decide(run) || moveOn(run)));
}
