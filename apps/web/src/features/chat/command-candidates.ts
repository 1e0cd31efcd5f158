import { commandNames } from './commands.ts'

/** What the page has loaded that a command can name. */
export interface Vocabulary {
  projects: readonly { title: string; environments: readonly string[]; revisions: readonly string[] }[]
}

const quoted = (name: string) => (/\s/.test(name) ? `"${name}"` : name)
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** Words that are finished, and the one that is being typed. */
function split(text: string): { done: string[]; open: string } {
  const parts = [...text.matchAll(/"([^"]*)("|$)|(\S+)/g)].map(([, inQuotes, , bare]) => inQuotes ?? bare ?? '')
  const isOpen = !/\s$/.test(text) || (text.split('"').length - 1) % 2 === 1
  return isOpen ? { done: parts.slice(0, -1), open: parts.at(-1) ?? '' } : { done: parts, open: '' }
}

function expected([command = '', ...given]: string[], { projects }: Vocabulary): readonly string[] {
  const titles = projects.map(({ title }) => title)
  const [name = ''] = given
  const project = projects.find(({ title }) => same(title, name))
  const environments = project?.environments ?? []
  const place = given.length
  if (command === '/release') return [titles, project?.revisions ?? [], ['to'], environments, ['note']][place] ?? []
  if (command === '/rollback') return [titles, environments][place] ?? []
  return command === '/status' && place === 0 ? titles : []
}

/** What may stand where the text ends; the ones that begin with what was typed come first. */
export function commandCandidates(text: string, vocabulary: Vocabulary, most = 8): string[] {
  if (!text.startsWith('/') || text.startsWith('//')) return []
  const { done, open } = split(text)
  const all = done.length === 0 ? commandNames.map((name) => `/${name}`) : expected(done, vocabulary)
  const typed = open.toLowerCase()
  const found = all.filter((each) => each.toLowerCase().includes(typed))
  const begins = (each: string) => (each.toLowerCase().startsWith(typed) ? 0 : 1)
  return found
    .toSorted((one, other) => begins(one) - begins(other))
    .slice(0, most)
    .map(quoted)
}
