import { computed } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import type { Task, Ticket } from './operations.ts'
import {
  assignTask,
  cancelTicket,
  copyTicket,
  decide,
  removeTicket,
  revokeTicket,
  submitTicket,
  urgeTicket,
  withdrawTicket,
} from './verb-operations.ts'
import { decisionOf, type TaskVerb, type Verb, type VerbDraft } from './verbs.ts'

/** The same request sent twice is one; another request has another name. */
function createNames() {
  let last = ''
  let name = ''
  return (request: unknown) => {
    const asked = JSON.stringify(request)
    if (asked !== last) name = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
    last = asked
    return name
  }
}

/** Does what a box asks for. */
export function useVerb(verb: Verb) {
  const nameOf = createNames()
  const changes = {
    decide: useChange(decide),
    submit: useChange(submitTicket),
    urge: useChange(urgeTicket),
    copy: useChange(copyTicket),
    withdraw: useChange(withdrawTicket),
    cancel: useChange(cancelTicket),
    assign: useChange(assignTask),
    revoke: useChange(revokeTicket),
    remove: useChange(removeTicket),
  }
  const change = verb in changes ? changes[verb as keyof typeof changes] : changes.decide

  /** Whether it was done; if not, `failure` says why. */
  async function run(ticket: Pick<Ticket, 'id' | 'round'>, task: Task | null, draft: VerbDraft): Promise<boolean> {
    const { id } = ticket
    const reason = draft.words.trim()
    const { userIds } = draft
    switch (verb) {
      case 'submit':
        return (await changes.submit.run({ id, clientId: nameOf({ id, round: ticket.round }) })) !== null
      case 'urge':
        return (await changes.urge.run({ id })) !== null
      case 'copy':
        return (await changes.copy.run({ id, userIds })) !== null
      case 'withdraw':
        return (await changes.withdraw.run({ id, reason: reason || null })) !== null
      case 'cancel':
        return (await changes.cancel.run({ id, reason })) !== null
      case 'revoke':
        return (await changes.revoke.run({ id, reason })) !== null
      case 'remove':
        return (await changes.remove.run({ id })) !== null
      case 'assign': {
        const input = { ticketId: id, visitId: draft.visitId, userIds }
        return (await changes.assign.run({ input: { ...input, clientId: nameOf(input) } })) !== null
      }
      default: {
        if (!task) return false
        const input = decisionOf(verb as TaskVerb, task, draft)
        return (await changes.decide.run({ input: { ...input, clientId: nameOf(input) } })) !== null
      }
    }
  }
  return {
    run,
    busy: computed(() => change.busy.value),
    failure: computed(() => change.failure.value),
    fieldError: change.fieldError,
  }
}
