import { parseRevision } from '../../../engine/revision.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import type { FieldIssue } from '../../kernel/errors.ts'
import type { FormField, FormValues } from '../form.definition.ts'
import { checkForm } from './form-check.ts'

/** For whom a form is checked. */
export interface FormCaller {
  userId: string
  /** The ticket whose files may be named again; null: a new one. */
  ticketId: string | null
}

interface Named {
  path: string
  id: string
}

/** The answer of an ENVIRONMENT, and with a revision that of a REVISION. */
interface PlaceAnswer {
  projectId: string
  environmentId: string
  revision?: string
}

/** Every answer, also those in the rows of tables, with its field and its place. */
function* answersIn(
  form: FormField[],
  values: FormValues,
): Generator<{ field: FormField; path: string; answer: unknown }> {
  for (const field of form) {
    const answer = values[field.name]
    if (answer === undefined) continue
    if (field.kind !== 'TABLE') yield { field, path: `form.${field.name}`, answer }
    else {
      for (const [row, cells] of (answer as FormValues[]).entries()) {
        for (const { path, ...inner } of answersIn(field.columns, cells)) {
          yield { ...inner, path: path.replace(/^form/, `form.${field.name}.${row}`) }
        }
      }
    }
  }
}

function namedIn(form: FormField[], values: FormValues, kind: 'PEOPLE' | 'SERVERS' | 'FILE'): Named[] {
  return [...answersIn(form, values)].flatMap(({ field, path, answer }) =>
    field.kind === kind ? (answer as string[]).map((id) => ({ path, id })) : [],
  )
}

async function missing(named: Named[], message: string, find: (ids: string[]) => Promise<{ id: string }[]>) {
  if (named.length === 0) return []
  const found = new Set((await find([...new Set(named.map(({ id }) => id))])).map(({ id }) => id))
  const paths = new Set(named.filter(({ id }) => !found.has(id)).map(({ path }) => path))
  return [...paths].map((path): FieldIssue => ({ path, message }))
}

async function placeIssues(db: Transaction, form: FormField[], values: FormValues): Promise<FieldIssue[]> {
  const issues: FieldIssue[] = []
  for (const { field, path, answer } of answersIn(form, values)) {
    if (field.kind !== 'ENVIRONMENT' && field.kind !== 'REVISION') continue
    const { projectId, environmentId, revision } = answer as PlaceAnswer
    const parsed = revision === undefined ? null : parseRevision(revision)
    if (parsed && 'problem' in parsed) issues.push({ path: `${path}.revision`, message: parsed.problem })
    if ((await db.environment.count({ where: { id: environmentId, projectId } })) === 0) {
      issues.push({
        path: `${path}.environmentId`,
        message: 'This project has no such environment. Choose another one.',
      })
    }
  }
  return issues
}

/** The ids of all files that a form names. */
export const filesIn = (form: FormField[], values: FormValues): string[] =>
  namedIn(form, values, 'FILE').map(({ id }) => id)

/**
 * All that is wrong with the values of a form: what its schema says, and then whether what they name is there. Whether a
 * revision still exists is found when it is used: a repository may take long to answer.
 */
export async function formIssues(
  db: Transaction,
  form: FormField[],
  values: FormValues,
  { userId, ticketId }: FormCaller,
): Promise<FieldIssue[]> {
  const issues = checkForm(form, values)
  if (issues.length > 0) return issues
  const isFree = { OR: [{ ticketId: null }, ...(ticketId ? [{ ticketId }] : [])] }
  return [
    ...(await missing(
      namedIn(form, values, 'PEOPLE'),
      'This person is not here (any more). Choose another one.',
      (ids) => db.user.findMany({ where: { id: { in: ids }, disabledAt: null }, select: { id: true } }),
    )),
    ...(await missing(
      namedIn(form, values, 'SERVERS'),
      'This server is not here (any more). Choose another one.',
      (ids) => db.server.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    )),
    ...(await missing(
      namedIn(form, values, 'FILE'),
      'This file is not yours, or was cleared. Upload it again.',
      (ids) =>
        db.ticketFile.findMany({ where: { id: { in: ids }, uploaderId: userId, ...isFree }, select: { id: true } }),
    )),
    ...(await placeIssues(db, form, values)),
  ]
}
