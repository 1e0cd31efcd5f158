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
  db: Pick<Transaction, 'flow' | 'flowVersion' | '$queryRaw'>,
  flowId: string | null | undefined,
  at: string,
): Promise<void> {
  if (!flowId) return
  const wrong = (message: string) => badInput([{ path: at, message }])
  // Nobody retires it until the environment that asks for it is stored.
  await db.$queryRaw`SELECT id FROM "Flow" WHERE id = ${flowId} FOR SHARE`
  const flow = await db.flow.findUnique({ where: { id: flowId }, select: { title: true, state: true } })
  if (!flow) throw wrong('There is no flow with this id.')
  if (flow.state !== 'PUBLISHED') throw wrong(`The flow "${flow.title}" takes no tickets: publish it first.`)
  const newest = await db.flowVersion.findFirst({ where: { flowId }, orderBy: { version: 'desc' } })
  const open = newest ? unanswerable(definitionOf(newest.definition)) : []
  if (open.length === 0) return
  throw wrong(`Its form asks for more than a release can tell (${open.join(', ')}): make these optional.`)
}

/** Behind the flow's lock: its tickets decide about releases of these, so it stays. @throws CallerError CONFLICT */
export async function refuseRequired(db: Pick<Transaction, 'environment'>, flowId: string): Promise<void> {
  const environments = await db.environment.findMany({
    where: { approval: { path: ['flowId'], equals: flowId } },
    select: { id: true, name: true, project: { select: { title: true } } },
    orderBy: [{ project: { title: 'asc' } }, { position: 'asc' }],
  })
  if (environments.length === 0) return
  const named = environments.map(({ name, project }) => `${project.title}, ${name}`)
  throw conflict(
    `Releases are decided by this flow (${named.join('; ')}). Let something else decide there first, then retire it.`,
    { flowId, environments: environments.map(({ id }, at) => ({ id, name: named[at] })) },
  )
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
