import { z } from 'zod'

/** Those that belong to one connection, or say how long a body is: they are for the program that asks. */
const ownOfConnections = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const header = z.object({
  name: z
    .string()
    .max(100, 'Use at most 100 characters.')
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'Use letters, digits and -.')
    .refine((name) => !ownOfConnections.includes(name.toLowerCase()), 'This header is not for you to set.'),
  value: z
    .string()
    .trim()
    .min(1, 'Write something here.')
    .max(1000, 'Use at most 1000 characters.')
    .regex(/^[\t\x20-\x7e]*$/, 'Use letters, digits and signs of ASCII only.'),
})

/** Headers of a health check's question: shown to everybody, so a secret is named as `{{NAME}}`, a variable. */
export const healthHeaders = z
  .array(header)
  .max(20, 'Use at most 20 headers.')
  .superRefine((list, context) => {
    list.forEach(({ name }, i) => {
      if (!list.slice(0, i).some((other) => other.name.toLowerCase() === name.toLowerCase())) return
      context.addIssue({ code: 'custom', path: [i, 'name'], message: 'There is a header with this name already.' })
    })
  })
  .nullish()
  .transform((list) => list ?? [])
