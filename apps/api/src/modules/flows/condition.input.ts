import { z } from 'zod'
import { storedText } from './definition-fields.ts'
import type { ComparisonOperator, Condition } from './flow.definition.ts'
import { FLOW_LIMITS } from './flow-limits.ts'

const OPERATORS = [
  ...(['IS', 'IS_NOT', 'LESS', 'AT_MOST', 'MORE', 'AT_LEAST'] as const),
  ...(['ONE_OF', 'CONTAINS', 'IS_EMPTY', 'IS_NOT_EMPTY'] as const),
] satisfies ComparisonOperator[]

const plain = z.union([storedText(1000), z.number(), z.boolean()], 'Give a text, a number, true or false.')
const value = z.union([plain, z.null(), z.array(plain).max(FLOW_LIMITS.options)], 'Give a value, or a list of values.')

const comparison = z.strictObject({
  field: storedText(40),
  operator: z.enum(OPERATORS, `Give one of ${OPERATORS.join(', ')}.`),
  value: value.optional(),
})

const tooMuch = `A condition has at most ${FLOW_LIMITS.comparisons} parts, in at most ${FLOW_LIMITS.depth} levels.`

/** How deep and how big it is, found without recursion and no further than allowed: what comes may be as deep as it likes. */
function isSmall(whole: unknown): boolean {
  let level: unknown[] = [whole]
  let parts = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    parts += level.length
    if (depth > FLOW_LIMITS.depth || parts > FLOW_LIMITS.comparisons) return false
    level = level.flatMap((part) => {
      if (part === null || typeof part !== 'object') return []
      const { all, any } = part as { all?: unknown; any?: unknown }
      return [...(Array.isArray(all) ? all : []), ...(Array.isArray(any) ? any : [])]
    })
  }
  return true
}

const part: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [z.strictObject({ all: z.array(part).min(1) }), z.strictObject({ any: z.array(part).min(1) }), comparison],
    'Give { field, operator, value }, or { all: […] }, or { any: […] }.',
  ),
)

/** The shape of a condition. Whether its field is there and its value fits is found when the flow is checked. */
export const condition = z.unknown().refine(isSmall, tooMuch).pipe(part)
