import { nodeName } from '../../../shared/flow/node-words.ts'
import { text, textIfAny } from '../../../shared/i18n/i18n.ts'
import type { FlowNode, TicketEvent } from '../operations.ts'

/** What kind of text tells an event: of some kinds it depends on what became of the task or the step. */
function keyOf({ kind, taskStatus, outcome, timer, ticketStatus, people }: TicketEvent): string {
  if (kind === 'TASK_CHANGED') return `historyTask.${taskStatus}`
  if (kind === 'NODE_DECIDED') return `historyStep.${outcome}`
  if (kind === 'TIMER_FIRED') return `historyTimer.${timer}`
  if (kind === 'ENDED') return `historyEnd.${ticketStatus}`
  if (kind === 'NODE_ENTERED' && people.length === 0) return 'history.NODE_HELD'
  return `history.${kind}`
}

/** A line of the history in the page's language; of a kind that the page does not know, the server's own sentence. */
export function historyText(event: TicketEvent, nodes: readonly FlowNode[]): string {
  const { by, people, nodeId, why } = event
  const node = nodes.find(({ id }) => id === nodeId)
  const parameters = {
    by: by?.displayName ?? text('ticket.aRule'),
    people: people.map(({ displayName }) => displayName).join(', ') || text('ticket.nobody'),
    node: node ? nodeName(node) : '',
  }
  const said = textIfAny(keyOf(event), parameters) ?? event.message
  const because = why ? textIfAny(`historyWhy.${why}`) : null
  return because ? `${said} (${because})` : said
}
