import { createHash } from 'node:crypto'
import type { FormValues } from '../flows/form.definition.ts'
import { canonical, digestOf } from '../kernel/canonical.ts'
import type { TicketLine } from './ticket.events.ts'

/** What a chain begins with: a history cannot be moved to another ticket, nor can the flow that it followed be swapped. */
export const beginningOf = (ticket: {
  id: string
  number: number
  flowVersionId: string
  initiatorId: string
  flowVersion: { definition: unknown }
}) =>
  digestOf({
    ...{ id: ticket.id, number: ticket.number, initiatorId: ticket.initiatorId },
    ...{ flowVersionId: ticket.flowVersionId, definition: ticket.flowVersion.definition },
  })

/** The next link: nobody changes, removes or inserts a line without changing all hashes behind it. */
export const linkOf = (before: string, line: TicketLine) =>
  createHash('sha256')
    .update(before + canonical(line))
    .digest('hex')

/** What people approve, as one number: the title, the form, and the facts of what the ticket is about. */
export const askedDigest = (title: string, form: FormValues, subject: unknown) =>
  digestOf({ title, form, subject: subject ?? null })
