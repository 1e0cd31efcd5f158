import type { FieldIssue } from '../../kernel/errors.ts'
import type { CommandParameter, GivenParameter } from './command-parameter.ts'
import { matchesWhole } from './whole-match.ts'

const MOST = 10_000
const number = /^-?\d{1,30}(\.\d{1,30})?$/

export interface Given {
  /** In the order in which the template asks. */
  parameters: GivenParameter[]
  secrets: Record<string, string>
  issues: FieldIssue[]
}

/** As a variable would hold it; null: nothing that a form could have sent. */
function textOf({ kind }: CommandParameter, value: unknown): string | null {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  const fits = kind === 'BOOLEAN' ? typeof value === 'boolean' : kind === 'NUMBER' && Number.isFinite(value)
  return fits ? String(value) : null
}

function problemOf(parameter: CommandParameter, text: string, labels: ReadonlySet<string>): string | null {
  const { kind, pattern, choices, required } = parameter
  if (text === '') return required ? 'This is needed.' : null
  if (text.length > MOST) return `Use at most ${MOST} characters.`
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) return 'Leave out NUL characters.'
  if (kind === 'NUMBER' && !number.test(text)) return 'Write a number, such as 3 or 0.5.'
  if (kind === 'BOOLEAN' && text !== 'true' && text !== 'false') return 'Give true or false.'
  if (kind === 'CHOICE' && !choices.includes(text)) return `Choose one of ${choices.join(', ')}.`
  if (kind === 'SERVER_LABEL' && !labels.has(text)) return 'No server carries this label.'
  if (kind !== 'TEXT' || pattern === null) return null
  const fits = matchesWhole(pattern, text)
  if (fits === null) return 'Whether this fits could not be told in time. Ask whoever made the template.'
  return fits ? null : `This does not fit ${pattern}.`
}

/**
 * Reads what somebody gave for what a template asks. What is left out is its default, or empty: the variable is always there.
 * Fields that are wrong are named below `path`.
 */
export function readGiven(
  parameters: readonly CommandParameter[],
  values: Readonly<Record<string, unknown>>,
  { labels, path }: { labels: ReadonlySet<string>; path: string },
): Given {
  const given: Given = { parameters: [], secrets: {}, issues: [] }
  const issue = (name: string, message: string) => given.issues.push({ path: `${path}.${name}`, message })
  const known = new Set(parameters.map(({ name }) => name))
  for (const name of Object.keys(values)) if (!known.has(name)) issue(name, 'The template asks for no such parameter.')
  for (const parameter of parameters) {
    const { name, kind } = parameter
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const text = textOf(parameter, value === undefined || value === null ? parameter.default : value)
    if (text === null) issue(name, 'Give a text, or what its kind takes.')
    else {
      const problem = problemOf(parameter, text, labels)
      if (problem) issue(name, problem)
      if (kind === 'SECRET') given.secrets[name] = text
      given.parameters.push({ name, value: kind === 'SECRET' ? null : text })
    }
  }
  return given
}
