import { createHash } from 'node:crypto'

/** Statements with names are prepared once a connection. Bounded: `IN` lists make ever new texts, and each costs memory. */
const MAX_PREPARED = 500
const names = new Map<string, string>()

/** Empty when there are too many already. */
export function statementName(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  if (names.size >= MAX_PREPARED) return ''
  const name = createHash('sha1').update(sql).digest('hex')
  names.set(sql, name)
  return name
}
