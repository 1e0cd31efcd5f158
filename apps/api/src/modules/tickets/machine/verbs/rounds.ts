import { closeVisits } from '../course/closing.ts'
import { begin } from '../course/moving.ts'
import type { TicketCommand } from '../ticket.commands.ts'
import { record, type Verb } from '../ticket.run.ts'
import { notOfStatus } from './refusals.ts'

type Of<K extends TicketCommand['kind']> = Extract<TicketCommand, { kind: K }>

/** The first round. */
export const open: Verb<Of<'OPEN'>> = (run, { userId }) => {
  if (userId !== run.state.initiatorId) return { reason: 'NOT_YOURS' }
  if (run.state.status !== 'DRAFT') return notOfStatus(run.state)
  record(run, { kind: 'OPENED', digest: run.facts.digest })
  begin(run)
  return null
}

/** The next round, after it was sent back: from the start, with nothing decided. */
export const submit: Verb<Of<'SUBMIT'>> = (run, { userId }) => {
  if (userId !== run.state.initiatorId) return { reason: 'NOT_YOURS' }
  if (run.state.status !== 'SENT_BACK') return notOfStatus(run.state)
  record(run, { kind: 'SUBMITTED', digest: run.facts.digest })
  begin(run)
  return null
}

/** What is to be approved is not what it was: what was decided about it is void. The same digest again changes nothing. */
export const startOver: Verb<Of<'START_OVER'>> = (run, { digest, changes }) => {
  if (run.state.status !== 'RUNNING') return notOfStatus(run.state)
  if (digest === run.state.digest) return null
  closeVisits(run, 'STARTED_OVER', 'STARTED_OVER')
  record(run, { kind: 'STARTED_OVER', digest, changes })
  begin(run)
  return null
}
