import type { IconName } from '../../../shared/ui/icons.ts'
import type { TicketEvent } from '../operations.ts'

/** How a line of the history looks. */
export interface TimelineLine {
  event: TicketEvent
  icon: IconName
  tone: 'good' | 'bad' | 'warn' | 'plain'
  comment: boolean
  /** Somebody had approved what it says has changed. */
  approved: boolean
}

/** Tasks that became so follow from something else that is told. */
const following = new Set(['BLOCKED', 'PENDING', 'WAITS_FOR_ADDED', 'SKIPPED', 'CLOSED', 'SENT_BACK'])

/** Only the machine's own bookkeeping; it is told when all is shown. */
const isQuiet = ({ kind, taskStatus, outcome }: TicketEvent) =>
  kind === 'TOKENS_MOVED' ||
  (kind === 'NODE_DECIDED' && outcome === 'CLOSED') ||
  (kind === 'TASK_CHANGED' && taskStatus !== null && following.has(taskStatus))

const icons: Record<string, IconName> = {
  OPENED: 'send',
  SUBMITTED: 'send',
  NODE_ENTERED: 'people',
  NOTIFIED: 'bell',
  TASK_CHANGED: 'edit',
  TASKS_ADDED: 'plus',
  PEOPLE_ASSIGNED: 'people',
  NODE_HELD: 'warning',
  NODE_DECIDED: 'dot',
  TIMER_FIRED: 'clock',
  ESCALATED: 'up',
  SENT_BACK: 'undo',
  STARTED_OVER: 'retry',
  ENDED: 'stop',
  CONSUMED: 'releases',
  COMMENTED: 'chat',
  URGED: 'bell',
  COPIED: 'eye',
}

const taskIcons: Record<string, IconName> = {
  APPROVED: 'check',
  REJECTED: 'cross',
  TRANSFERRED: 'right',
  DELEGATED: 'question',
  SENT_BACK: 'undo',
  EXPIRED: 'clock',
}

const stepIcons: Record<string, IconName> = { PASSED: 'check', FAILED: 'cross' }

const endTones: Record<string, TimelineLine['tone']> = {
  APPROVED: 'good',
  CONSUMED: 'good',
  REJECTED: 'bad',
  EXPIRED: 'bad',
}

function toneOf({ kind, ticketStatus, taskStatus, outcome }: TicketEvent): TimelineLine['tone'] {
  if (taskStatus === 'APPROVED' || outcome === 'PASSED') return 'good'
  if (taskStatus === 'REJECTED' || taskStatus === 'EXPIRED' || outcome === 'FAILED') return 'bad'
  if (kind === 'ENDED') return endTones[ticketStatus] ?? 'plain'
  if (kind === 'NODE_HELD' || kind === 'SENT_BACK' || kind === 'STARTED_OVER' || kind === 'ESCALATED') return 'warn'
  return 'plain'
}

/** Whether somebody approved between the change before this one and this one. */
function wasApproved(history: readonly TicketEvent[], { seq }: TicketEvent): boolean {
  const before = history.filter((event) => event.seq < seq)
  const since = before.findLast(({ changes }) => changes.length > 0)?.seq ?? 0
  return before.some((event) => event.seq > since && event.taskStatus === 'APPROVED')
}

/** The history as people read it, the newest last. */
export const timelineOf = (history: readonly TicketEvent[], everything: boolean): TimelineLine[] =>
  history
    .filter((event) => everything || !isQuiet(event))
    .map((event) => ({
      event,
      icon: taskIcons[event.taskStatus ?? ''] ?? stepIcons[event.outcome ?? ''] ?? icons[event.kind] ?? 'dot',
      tone: toneOf(event),
      comment: event.kind === 'COMMENTED',
      approved: event.changes.length > 0 && wasApproved(history, event),
    }))
