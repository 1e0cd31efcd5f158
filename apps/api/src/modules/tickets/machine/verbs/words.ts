import type { TicketCommand } from '../ticket.commands.ts'
import { record, type Verb } from '../ticket.run.ts'
import type { TicketState } from '../ticket.state.ts'
import { taskIsActive } from '../ticket.transitions.ts'
import { isBlank, notOfStatus } from './refusals.ts'

type Of<K extends TicketCommand['kind']> = Extract<TicketCommand, { kind: K }>

const isUnseen = ({ status }: TicketState) => status === 'DRAFT' || status === 'DELETED'

export const comment: Verb<Of<'COMMENT'>> = (run, { text, attachmentIds }) => {
  if (isUnseen(run.state)) return notOfStatus(run.state)
  if (isBlank(text) && attachmentIds.length === 0) return { reason: 'REASON_NEEDED' }
  record(run, { kind: 'COMMENTED', text, attachmentIds })
  return null
}

export const copy: Verb<Of<'COPY'>> = (run, { userIds }) => {
  if (isUnseen(run.state)) return notOfStatus(run.state)
  const gone = userIds.find((userId) => !run.facts.isActive(userId))
  if (gone !== undefined || userIds.length === 0) return { reason: 'PERSON_REFUSED', userId: gone }
  record(run, { kind: 'COPIED', userIds: [...new Set(userIds)] })
  return null
}

const pauseMinutes = 10

/** Reminds everybody whose turn it is. */
export const urge: Verb<Of<'URGE'>> = (run, { userId }) => {
  const { status, initiatorId, urgedAt, tasks } = run.state
  if (userId !== initiatorId) return { reason: 'NOT_YOURS' }
  if (status !== 'RUNNING') return notOfStatus(run.state)
  const retryAt = urgedAt === null ? 0 : Date.parse(urgedAt) + pauseMinutes * 60_000
  if (Date.parse(run.facts.now) < retryAt) return { reason: 'TOO_SOON', retryAt: new Date(retryAt).toISOString() }
  const userIds = tasks.filter((task) => taskIsActive(task.status)).map((task) => task.userId)
  record(run, { kind: 'URGED', userIds: [...new Set(userIds)] })
  return null
}
