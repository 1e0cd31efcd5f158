import type { ApprovalNode } from '../../../flows/flow.definition.ts'
import type { Seat, Task, Visit } from '../ticket.state.ts'

// The rules once more, as plainly as they can be said and by other means than the machine's: what the model test holds it to.

const signed = (tasks: Task[], seat: Seat) =>
  tasks.filter(({ seatId, part, status }) => seatId === seat.id && part !== 'ADVISES' && status !== 'TRANSFERRED')
const saidNo = (tasks: Task[]) => (seat: Seat) => signed(tasks, seat).some(({ status }) => status === 'REJECTED')
const saidYes = (tasks: Task[]) => (seat: Seat) =>
  signed(tasks, seat).length > 0 && signed(tasks, seat).every(({ status }) => status === 'APPROVED')

/** Whether a visit must be passed. */
export function mustPass(node: ApprovalNode, visit: Visit, tasks: Task[]): boolean {
  if (visit.seats.some((seat) => seat.veto && saidNo(tasks)(seat))) return false
  const casting = visit.seats.filter(({ voice }) => voice === 'CASTING')
  if (casting.some(saidNo(tasks))) return false
  return casting.some(saidYes(tasks)) || met(node, visit, visit.seats.filter(saidYes(tasks)))
}

/** Whether it must be failed. */
export function mustFail(node: ApprovalNode, visit: Visit, tasks: Task[]): boolean {
  const no = visit.seats.filter(saidNo(tasks))
  if (no.some(({ veto, voice }) => veto || voice === 'CASTING')) return true
  if (!no.some(({ voice }) => voice === 'VOTE') || mustPass(node, visit, tasks)) return false
  if (node.rule.kind === 'ANY' && node.rule.failsAt === 'FIRST_REJECTION') return true
  return !met(
    node,
    visit,
    visit.seats.filter((seat) => !no.includes(seat)),
  )
}

/** Whether these approvals are enough. */
function met({ rule }: ApprovalNode, { seats }: Visit, approvals: Seat[]): boolean {
  const n = seats.filter(({ voice }) => voice === 'VOTE').length
  const yes = approvals.filter(({ voice }) => voice === 'VOTE')
  if (yes.length === 0) return false
  switch (rule.kind) {
    case 'ANY':
      return true
    case 'ALL':
    case 'SEQUENCE':
      return yes.length === n
    case 'N_OF':
      return yes.length >= rule.approvals
    case 'PERCENT':
      return yes.length * 100 >= rule.percent * n
    case 'GROUPS':
      return filled(
        rule.groups.flatMap(({ approvals }, group) => Array<number>(approvals).fill(group)),
        yes,
      )
  }
}

/** Tries every person for the first place, and so on. */
function filled([place, ...places]: number[], people: Seat[]): boolean {
  if (place === undefined) return true
  return people.some(
    (one) =>
      one.groups.includes(place) &&
      filled(
        places,
        people.filter((other) => other !== one),
      ),
  )
}
