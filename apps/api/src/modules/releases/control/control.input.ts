import { z } from 'zod'
import { line } from '../../kernel/fields.ts'

export const exclusionInput = z.object({ reason: line(300) })
export const answerInput = z.object({ choice: z.enum(['RETRY', 'SKIP', 'ROLL_BACK']) })
