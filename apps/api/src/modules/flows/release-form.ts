import type { Transaction } from '../../platform/database/database.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import type { FlowDefinition } from './flow.definition.ts'
import { definitionOf } from './flow-rows.ts'
import type { FormValues } from './form.definition.ts'

/** The questions of a flow that a release answers by itself. */
export interface AskedRelease {
  projectId: string
  environmentId: string
  revision: string
}

/** What a flow asks for that a release cannot answer: then environments cannot require it. */
export const unanswerable = ({ form }: FlowDefinition): string[] =>
  form.filter(({ kind, required }) => required && kind !== 'REVISION').map(({ title }) => title)

/** Whether environments can ask for this flow. `at` is where it stands in the input. @throws CallerError BAD_USER_INPUT */
export async function requireReleaseFlow(
  db: Pick<Transaction, 'flow' | 'flowVersion'>,
  flowId: string | null | undefined,
  at: string,
): Promise<void> {
  if (!flowId) return
  const wrong = (message: string) => badInput([{ path: at, message }])
  const flow = await db.flow.findUnique({ where: { id: flowId }, select: { title: true, state: true } })
  if (!flow) throw wrong('There is no flow with this id.')
  if (flow.state !== 'PUBLISHED') throw wrong(`The flow "${flow.title}" takes no tickets: publish it first.`)
  const newest = await db.flowVersion.findFirst({ where: { flowId }, orderBy: { version: 'desc' } })
  const open = newest ? unanswerable(definitionOf(newest.definition)) : []
  if (open.length === 0) return
  throw wrong(`Its form asks for more than a release can tell (${open.join(', ')}): make these optional.`)
}

/** The form of a ticket about a release, for the newest version of the flow. @throws CallerError CONFLICT */
export async function releaseFormOf(
  db: Pick<Transaction, 'flowVersion'>,
  flowId: string,
  asked: AskedRelease,
): Promise<FormValues> {
  const newest = await db.flowVersion.findFirst({ where: { flowId }, orderBy: { version: 'desc' } })
  if (!newest) throw conflict('The flow was never published.', { flowId })
  const definition = definitionOf(newest.definition)
  const open = unanswerable(definition)
  if (open.length > 0) throw conflict(`The flow asks for more than a release can tell: ${open.join(', ')}.`, { flowId })
  return Object.fromEntries(definition.form.filter(({ kind }) => kind === 'REVISION').map(({ name }) => [name, asked]))
}
