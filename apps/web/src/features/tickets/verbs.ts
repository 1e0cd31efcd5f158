import type { Task, Ticket } from './operations.ts'

/** What can be done with a task of mine. */
export type TaskVerb = 'approve' | 'reject' | 'transfer' | 'delegate' | 'addSigner' | 'sendBack'
/** What can be done with a ticket. */
export type TicketVerb = 'submit' | 'urge' | 'copy' | 'withdraw' | 'cancel' | 'assign' | 'revoke' | 'remove'
export type Verb = TaskVerb | TicketVerb

/** What somebody put into the box of a verb. */
export interface VerbDraft {
  words: string
  userIds: string[]
  when: 'BEFORE' | 'TOGETHER' | 'AFTER'
  /** Empty: to whoever opened it. */
  toNodeId: string
  visitId: string
}

export const emptyDraft = (): VerbDraft => ({ words: '', userIds: [], when: 'BEFORE', toNodeId: '', visitId: '' })

export const needsPeople: readonly Verb[] = ['transfer', 'delegate', 'addSigner', 'copy', 'assign']
export const needsReason: readonly Verb[] = ['reject', 'cancel', 'revoke', 'sendBack']
/** May say why. */
export const takesWords: readonly Verb[] = ['approve', 'transfer', 'delegate', 'addSigner', 'withdraw', ...needsReason]
export const picksSeveral: readonly Verb[] = ['addSigner', 'copy', 'assign']
export const dangerous: readonly Verb[] = ['reject', 'withdraw', 'cancel', 'revoke', 'remove']

/** The letter that opens the box of a verb. */
export const verbKeys: Readonly<Record<string, Verb>> = {
  a: 'approve',
  r: 'reject',
  t: 'transfer',
  d: 'delegate',
  '+': 'addSigner',
  b: 'sendBack',
  u: 'urge',
  w: 'withdraw',
}

/** Advice is given, not handed on: who was asked for it can say yes or no. */
export const taskVerbs = ({ part }: Pick<Task, 'part'>): TaskVerb[] =>
  part === 'ADVISES' ? ['approve', 'reject'] : ['approve', 'reject', 'transfer', 'delegate', 'addSigner', 'sendBack']

type Rights = Stays &
  Pick<Ticket, 'status' | 'maySubmit' | 'mayUrge' | 'mayWithdraw' | 'mayCancel' | 'mayAssign' | 'mayRevoke'>

type Stays = Pick<Ticket, 'round' | 'visits' | 'waitingFor'>

/** The stays for which people can be named: too few are left there, or those who were asked have left. */
export function stuckVisits({ round, visits, waitingFor }: Stays): Stays['visits'] {
  const stuck = waitingFor.filter(({ reason }) => reason === 'TOO_FEW_PEOPLE' || reason === 'PEOPLE_GONE')
  const nodes = new Set(stuck.map(({ nodeId }) => nodeId))
  return visits.filter(
    (visit) => visit.round === round && ['OPEN', 'HELD'].includes(visit.state) && nodes.has(visit.nodeId),
  )
}

/** The verbs of the ticket that the viewer is offered; the server judges again. */
export function ticketVerbs(ticket: Rights): TicketVerb[] {
  const offers: [TicketVerb, boolean][] = [
    ['submit', ticket.maySubmit],
    ['assign', ticket.mayAssign && stuckVisits(ticket).length > 0],
    ['urge', ticket.mayUrge],
    ['copy', ticket.status !== 'DRAFT'],
    ['withdraw', ticket.mayWithdraw],
    ['revoke', ticket.mayRevoke],
    ['cancel', ticket.mayCancel],
    ['remove', ticket.status === 'DRAFT' && ticket.maySubmit],
  ]
  return offers.flatMap(([verb, offered]) => (offered ? [verb] : []))
}

/** The nodes that a task can be sent back to: approvals that were passed in this round. */
export function passedNodes(ticket: Pick<Ticket, 'visits' | 'round' | 'flowVersion'>, task: Pick<Task, 'nodeId'>) {
  const passed = new Set(
    ticket.visits
      .filter(({ state, round }) => state === 'PASSED' && round === ticket.round)
      .map(({ nodeId }) => nodeId),
  )
  return ticket.flowVersion.nodes.filter(({ id }) => passed.has(id) && id !== task.nodeId)
}

/** Whether the box can be sent. */
export function isReady(verb: Verb, draft: VerbDraft): boolean {
  if (needsPeople.includes(verb) && draft.userIds.length === 0) return false
  return !needsReason.includes(verb) || draft.words.trim() !== ''
}

const decisions = {
  approve: 'APPROVE',
  reject: 'REJECT',
  transfer: 'TRANSFER',
  delegate: 'DELEGATE',
  sendBack: 'SEND_BACK',
} as const

/** A decision as the server takes it; the round is the one that was looked at. */
export function decisionOf(verb: TaskVerb, task: Pick<Task, 'id' | 'round'>, draft: VerbDraft) {
  const decision = verb === 'addSigner' ? (`ADD_${draft.when}` as const) : decisions[verb]
  return {
    taskId: task.id,
    round: task.round,
    decision,
    comment: draft.words.trim() || null,
    ...(needsPeople.includes(verb) && { userIds: draft.userIds }),
    ...(verb === 'sendBack' && { toNodeId: draft.toNodeId || null }),
  }
}
