/** What a line of the composer asks for. */
export type Command =
  | { kind: 'say'; text: string }
  | { kind: 'release'; project: string; revision: string; environment: string; note: string | null }
  | { kind: 'rollback'; project: string; environment: string }
  | { kind: 'status'; project: string | null }
  | { kind: 'poll'; question: string; options: string[] }
  | { kind: 'who' }
  | { kind: 'help' }
  | { kind: 'unknown'; name: string }
  /** The command is known, its words are not right: `usage` shows how. */
  | { kind: 'incomplete'; name: CommandName; usage: string }

export const usages = {
  release: '/release <project> <revision> to <environment> [note …]',
  rollback: '/rollback <project> <environment>',
  status: '/status [project]',
  poll: '/poll "Question?" one option | another | …',
  who: '/who',
  help: '/help',
} as const

export type CommandName = keyof typeof usages
export const commandNames = Object.keys(usages) as CommandName[]

/** A word, or several in quotes: a project may be called "The shop". */
const words = (text: string) => [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

const isName = (name: string): name is CommandName => commandNames.some((each) => each === name)

function parseRelease(rest: string): Command | null {
  const [project, revision, to, environment, ...note] = words(rest)
  if (!project || !revision || to?.toLowerCase() !== 'to' || !environment) return null
  const said = note[0]?.toLowerCase() === 'note' ? note.slice(1) : note
  return { kind: 'release', project, revision, environment, note: said.join(' ') || null }
}

/** A question in quotes, or one that ends with its mark; behind it the options. */
const asked = /^(?:"([^"]+)"|“([^”]+)”|([^|｜]*?[?？]))\s*([\s\S]+)$/

function parsePoll(rest: string): Command | null {
  const [, straight, curly, marked, behind = ''] = asked.exec(rest) ?? []
  const question = (straight ?? curly ?? marked ?? '').trim()
  const options = behind
    .split(/[|｜]/)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return question !== '' && options.length >= 2 ? { kind: 'poll', question, options } : null
}

function parseArguments(name: CommandName, rest: string): Command | null {
  if (name === 'release') return parseRelease(rest)
  if (name === 'poll') return parsePoll(rest)
  const [first, second, third] = words(rest)
  if (name === 'rollback') {
    return first && second && third === undefined ? { kind: 'rollback', project: first, environment: second } : null
  }
  if (name === 'status') return second === undefined ? { kind: 'status', project: first ?? null } : null
  return { kind: name }
}

/** Reads what was typed. Two slashes at the start say a text that begins with one. */
export function parseCommand(text: string): Command {
  if (text.startsWith('//')) return { kind: 'say', text: text.slice(1) }
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  if (!text.startsWith('/')) return { kind: 'say', text }
  const known = name.toLowerCase()
  if (!isName(known)) return { kind: 'unknown', name }
  return parseArguments(known, rest) ?? { kind: 'incomplete', name: known, usage: usages[known] }
}
