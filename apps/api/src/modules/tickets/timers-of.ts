import type { NodeDeadline } from '../flows/flow.definition.ts'
import type { TimerKind, VisitTimer } from './machine/ticket.state.ts'
import { afterWorking, type Calendar } from './working-time.ts'

const MINUTE_MS = 60_000

/** The shares of a deadline at which something happens. Who is asked in addition gets half of it again. */
const due = (escalates: boolean): [TimerKind, number][] => [
  ['REMIND_HALF', 0.5],
  ['REMIND_NINE_TENTHS', 0.9],
  ...(escalates ? ([['ESCALATE', 1]] as [TimerKind, number][]) : []),
  ['EXPIRE', escalates ? 1.5 : 1],
]

/** When a visit that begins at `from` reminds, escalates and expires; by the calendar when only working time counts. */
export function timersOf(deadline: NodeDeadline, from: Date, calendar: Calendar): VisitTimer[] {
  const { minutes, workingTime, escalateTo } = deadline
  return due(escalateTo.length > 0).map(([kind, share]) => {
    const ms = Math.round(minutes * share * MINUTE_MS)
    const at = workingTime ? afterWorking(calendar, from.getTime(), ms) : from.getTime() + ms
    return { kind, dueAt: new Date(at).toISOString(), fired: false }
  })
}
