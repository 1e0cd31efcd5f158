/** What of a build's tree is packed, by patterns as in a .gitignore. */
export interface PackingPatterns {
  /** Only what one of these matches, with all that lies below it; none: everything. */
  include: string[]
  /** Left out after that; a later one with `!` takes back what an earlier one left out. */
  exclude: string[]
}

/** A pattern, taken apart once. */
export interface Pattern {
  /** `!` stood before it. */
  negated: boolean
  /** `/` stood behind it. */
  directoriesOnly: boolean
  /** What each part of a path is compared with; `**` stands for any number of parts. */
  parts: string[]
}

export const PATTERN_LIMITS = { count: 200, length: 200 }

/** Reads a pattern as people write it. Total: any text gives a pattern or a sentence that says what to do. */
export function parsePattern(text: string): { pattern: Pattern } | { problem: string } {
  const written = text.trim()
  const negated = written.startsWith('!')
  const body = negated ? written.slice(1) : written
  if (body.length > PATTERN_LIMITS.length) return { problem: `Use at most ${PATTERN_LIMITS.length} characters.` }
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(body)) return { problem: 'Leave out control characters.' }
  if (body.includes('[[:')) return { problem: 'Write the letters of a set themselves, such as [a-z].' }
  const parts = body.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.length === 0) return { problem: 'Write a file, a directory or a pattern, such as *.map or tests/.' }
  if (parts.includes('..')) return { problem: 'Leave out "..": patterns look at the packed tree only.' }
  const directoriesOnly = body.endsWith('/')
  // As in a .gitignore: a slash before the end ties the pattern to the top.
  const tied = body.slice(0, -1).includes('/')
  return { pattern: { negated, directoriesOnly, parts: tied ? parts : ['**', ...parts] } }
}
