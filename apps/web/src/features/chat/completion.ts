/** What is being completed: a person after an @, or a command at the start of the message. */
export interface Completion {
  kind: 'person' | 'command'
  /** What was typed of it, without its sign. */
  query: string
  /** The stretch of the text that a choice replaces. */
  from: number
  to: number
}

const person = /(?:^|[\s([{"'，。、：；！？])@([\p{L}\p{N}._-]*)$/u

/** Looks left of the caret. A command is completed while its first line is all there is. */
export function completionAt(text: string, caret: number): Completion | null {
  const before = text.slice(0, caret)
  const named = person.exec(before)
  if (named) {
    const query = named[1] ?? ''
    return { kind: 'person', query, from: caret - query.length - 1, to: caret }
  }
  if (before.startsWith('/') && !text.includes('\n') && caret === text.length) {
    return { kind: 'command', query: before.slice(1), from: 0, to: caret }
  }
  return null
}

/** The text with the choice in place, and where the caret goes. */
export function complete(text: string, { from, to }: Completion, choice: string): { text: string; caret: number } {
  const rest = text.slice(to)
  const inserted = rest.startsWith(' ') || choice.endsWith(' ') ? choice : `${choice} `
  const caret = from + inserted.length + (rest.startsWith(' ') ? 1 : 0)
  return { text: text.slice(0, from) + inserted + rest, caret }
}

/** People whose name or username begins with what was typed come before those who only contain it. */
export function matchPeople<P extends { username: string; displayName: string }>(
  people: readonly P[],
  query: string,
  most = 8,
): P[] {
  const wanted = query.toLowerCase()
  const rank = (each: P) => {
    const names = [each.username.toLowerCase(), ...each.displayName.toLowerCase().split(/\s+/)]
    if (names.some((name) => name.startsWith(wanted))) return 0
    return names.some((name) => name.includes(wanted)) ? 1 : 2
  }
  return people
    .map((each) => ({ each, rank: rank(each) }))
    .filter((found) => found.rank < 2)
    .sort((one, other) => one.rank - other.rank || one.each.username.localeCompare(other.each.username))
    .slice(0, most)
    .map((found) => found.each)
}
