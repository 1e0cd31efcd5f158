import type { z } from 'zod'
import { badInput } from './errors.ts'

/** Parses untrusted input; every failing field is named in one BAD_USER_INPUT. `prefix` is the GraphQL argument's name. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw badInput(
    parsed.error.issues.map((issue) => ({
      path: [...(prefix ? [prefix] : []), ...issue.path.map(String)].join('.') || prefix,
      message: issue.message,
    })),
  )
}
