import type { Transaction } from '../../platform/database/database.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import type { FormValues } from '../flows/form.definition.ts'
import { type FormCaller, formIssues } from '../flows/forms/form-facts.ts'
import { bindFiles } from '../flows/forms/form-files.ts'
import { badInput } from '../kernel/errors.ts'

/** @throws CallerError BAD_USER_INPUT with every answer that is wrong, by `form.<field>` behind the prefix */
export async function requireForm(
  db: Transaction,
  { form }: FlowDefinition,
  values: FormValues,
  caller: FormCaller,
  prefix = '',
): Promise<void> {
  const issues = await formIssues(db, form, values, caller)
  if (issues.length > 0) throw badInput(issues.map(({ path, message }) => ({ path: prefix + path, message })))
}

/**
 * Hangs files on a ticket: each is the caller's own, and waits for a ticket. Two who name the same one at once are one after the other.
 * @throws CallerError BAD_USER_INPUT
 */
export async function attachFiles(
  db: Transaction,
  ids: string[],
  { userId, id }: { userId: string; id: string },
): Promise<void> {
  if (ids.length === 0) return
  const where = { id: { in: ids }, uploaderId: userId, ticketId: null }
  const { count } = await db.ticketFile.updateMany({ where, data: { ticketId: id } })
  if (count < ids.length) {
    const message = 'A file is not yours, was cleared, or hangs on a ticket already. Upload it again.'
    throw badInput([{ path: 'input.attachmentIds', message }])
  }
}

/**
 * Keeps the files that the form names with the ticket, those that are free; answers whether it names any. The form may be a draft's,
 * with answers of any kind.
 */
export async function keepFiles(
  db: Transaction,
  { form }: FlowDefinition,
  values: FormValues,
  { userId, id }: { userId: string; id: string },
): Promise<boolean> {
  const named = form.flatMap(({ kind, name }) => (kind === 'FILE' && Array.isArray(values[name]) ? values[name] : []))
  const ids = named.filter((one): one is string => typeof one === 'string')
  await bindFiles(db, ids, userId, id)
  return ids.length > 0
}

/**
 * Keeps the files of a ticket, then judges its form: who named one of them for another ticket at the same moment was faster.
 * @throws CallerError as requireForm
 */
export async function settleForm(
  db: Transaction,
  definition: FlowDefinition,
  values: FormValues,
  of: { userId: string; id: string },
): Promise<void> {
  await keepFiles(db, definition, values, of)
  await requireForm(db, definition, values, { userId: of.userId, ticketId: of.id })
}
