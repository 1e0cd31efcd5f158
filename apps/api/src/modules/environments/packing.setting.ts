import { z } from 'zod'
import { PATTERN_LIMITS, type PackingPatterns, parsePattern } from '../../engine/packing/patterns.ts'

const pattern = z.string().transform((text, context) => {
  const parsed = parsePattern(text)
  if ('pattern' in parsed) return text.trim()
  context.addIssue({ code: 'custom', message: parsed.problem })
  return z.NEVER
})

const patterns = z.array(pattern).max(PATTERN_LIMITS.count, `Use at most ${PATTERN_LIMITS.count} patterns.`)

export const excludePatterns = patterns

export const includePatterns = patterns.superRefine((list, context) => {
  list.forEach((text, i) => {
    if (text.startsWith('!'))
      context.addIssue({ code: 'custom', path: [i], message: 'Write it under what is left out, without the "!".' })
  })
})

/** Of an environment; null when everything is packed. */
export const packingSetting = z
  .object({ include: includePatterns.nullish(), exclude: excludePatterns.nullish() })
  .nullish()
  .transform((given) => given && packingOf(given.include ?? [], given.exclude ?? []))

export const packingOf = (include: string[], exclude: string[]): PackingPatterns | null =>
  include.length + exclude.length === 0 ? null : { include, exclude }

/** What is stored in an environment. */
export const storedPacking = (stored: unknown): PackingPatterns | null => stored as PackingPatterns | null
