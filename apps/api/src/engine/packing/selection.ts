import { patternMatches } from './match.ts'
import { type PackingPatterns, type Pattern, parsePattern } from './patterns.ts'

/** What patterns decide about a path whose parents are not left out. */
export interface Choice {
  /** It is not packed, nor is anything below it. */
  excluded: boolean
  /** A pattern names it: what lies below it is included as well. */
  included: boolean
}

export interface Selection {
  choose(path: string, isDirectory: boolean): Choice
}

/** Patterns that were stored are valid; one that is not (an older version was laxer) is passed over. */
export function selectionOf({ include, exclude }: PackingPatterns): Selection {
  const [includes, excludes] = [include, exclude].map((list) => list.flatMap(patternOf)) as [Pattern[], Pattern[]]
  return {
    choose(path, isDirectory) {
      const parts = path.split('/')
      const matches = (pattern: Pattern) => patternMatches(pattern, parts, isDirectory)
      return {
        // The last one that matches decides.
        excluded: excludes.findLast(matches)?.negated === false,
        included: includes.length === 0 || includes.some(matches),
      }
    },
  }
}

function patternOf(text: string): Pattern[] {
  const parsed = parsePattern(text)
  return 'pattern' in parsed ? [parsed.pattern] : []
}
