import type { Transaction } from '../../platform/database/database.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { type FlowFinding, finding } from './checks/flow.finding.ts'
import { holds } from './conditions/holds.ts'
import { definitionOf } from './flow-rows.ts'
import type { FormField, FormFieldKindName, FormValues } from './form.definition.ts'
import { checkForm } from './forms/form-check.ts'

/** The questions of a flow that a release answers by itself. */
export interface AskedRelease {
  projectId: string
  environmentId: string
  revision: string
}

/** What a release answers, by the kind of the question. */
const answers: Partial<Record<FormFieldKindName, (asked: AskedRelease) => unknown>> = {
  ENVIRONMENT: ({ projectId, environmentId }) => ({ projectId, environmentId }),
  REVISION: (asked) => asked,
}

/** What a release answers: each question about where it goes, where it is asked at all. */
function answersOf(form: FormField[], asked: AskedRelease): FormValues {
  const values: FormValues = {}
  for (const { kind, name, shownIf } of form) {
    const answer = answers[kind]
    if (answer && (shownIf === null || holds(shownIf, values, form))) values[name] = answer(asked)
  }
  return values
}

/** No condition of a form looks at which release it is. */
const id = '00000000-0000-7000-8000-000000000000'
const SOME: AskedRelease = { projectId: id, environmentId: id, revision: 'main' }

/** What a flow asks for that a release cannot answer: then environments cannot require it. */
function unanswerable(form: FormField[]): FormField[] {
  const left = new Set(checkForm(form, answersOf(form, SOME)).map(({ path }) => path.split('.')[1]))
  return form.filter(({ name }) => left.has(name))
}

const titlesOf = (fields: FormField[]) => fields.map(({ title }) => title).join(', ')

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
  const open = newest ? unanswerable(definitionOf(newest.definition).form) : []
  if (open.length === 0) return
  throw wrong(
    `The form of the flow "${flow.title}" asks for more than a release can tell: make optional there, and publish: ${titlesOf(open)}.`,
  )
}

/** The environments of which a flow decides about releases. Behind the flow's lock they stay. */
const decidedBy = async (db: Pick<Transaction, 'environment'>, flowId: string) => {
  const found = await db.environment.findMany({
    where: { approval: { path: ['flowId'], equals: flowId } },
    select: { id: true, name: true, project: { select: { title: true } } },
    orderBy: [{ project: { title: 'asc' } }, { position: 'asc' }],
  })
  return found.map(({ id, name, project }) => ({ id, name: `${project.title}, ${name}` }))
}

const namesOf = (environments: { name: string }[]) => environments.map(({ name }) => name).join('; ')

/** Its tickets decide about releases of these, so it stays. @throws CallerError CONFLICT */
export async function refuseRequired(db: Pick<Transaction, 'environment'>, flowId: string): Promise<void> {
  const environments = await decidedBy(db, flowId)
  if (environments.length === 0) return
  throw conflict(
    `Releases are decided by this flow (${namesOf(environments)}). Let something else decide there first, then retire it.`,
    { flowId, environments },
  )
}

/** What must not be published as long as releases are decided by it: no release could begin any more. The form itself is in order. */
export async function releaseFindings(
  db: Pick<Transaction, 'environment'>,
  { flowId, form }: { flowId: string; form: FormField[] },
): Promise<FlowFinding[]> {
  const open = unanswerable(form)
  const environments = open.length > 0 ? await decidedBy(db, flowId) : []
  if (environments.length === 0) return []
  return open.map(({ name, title }) =>
    finding(
      'RELEASE_CANNOT_ANSWER',
      `Releases are decided by this flow (${namesOf(environments)}), and no release can answer “${title || name}”. Make it optional, or let something else decide there first.`,
      { field: name },
    ),
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
  const { form } = definitionOf(newest.definition)
  const open = unanswerable(form)
  if (open.length > 0) {
    throw conflict(`The flow asks for more than a release can tell: ${titlesOf(open)}.`, { flowId })
  }
  return answersOf(form, asked)
}
