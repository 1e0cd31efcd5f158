import { z } from 'zod'
import { block } from '../kernel/fields.ts'
import { MAX_SIDE } from './terminal-frames.ts'

const side = z.number().int().min(1, `From 1 to ${MAX_SIDE}.`).max(MAX_SIDE, `From 1 to ${MAX_SIDE}.`)

/** Why somebody works on a server by hand. */
const reason = block(500)
  .transform((words) => words.trim())
  .nullish()
  .transform((words) => words || null)

export const openTerminalInput = z.object({
  columns: side,
  rows: side,
  reason,
  confirmed: z
    .boolean()
    .nullish()
    .transform((is) => is ?? false),
})

export type OpenTerminalInput = z.input<typeof openTerminalInput>
