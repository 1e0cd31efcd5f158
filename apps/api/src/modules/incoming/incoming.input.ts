import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'

/** A push that matches the pattern ships to the environment. */
export interface HookRule {
  kind: 'BRANCH' | 'TAG'
  pattern: string
  environmentId: string
}

const rules = z
  .array(z.object({ kind: z.enum(['BRANCH', 'TAG']), pattern: line(100), environmentId: id }))
  .min(1, 'Say what ships where.')
  .max(20, 'Use at most 20 rules.')

export const addIncomingInput = z.object({
  projectId: id,
  name: line(60),
  provider: z.enum(['GITHUB', 'GITLAB', 'GITEA', 'GITEE', 'PLAIN']),
  rules,
})

export const updateIncomingInput = z.object({
  name: line(60).nullish(),
  rules: rules.nullish(),
  enabled: z.boolean().nullish(),
})

export type AddIncomingInput = z.input<typeof addIncomingInput>
export type UpdateIncomingInput = z.input<typeof updateIncomingInput>
