import { z } from 'zod'
import { plainRollout, type Rollout } from '../../engine/rollout/rollout.ts'
import { block, line } from '../kernel/fields.ts'

/** A number of servers or a share of them, as people write it: `3` or `25%`. */
const amount = (least: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,3}%?$/, 'Write a number such as 3, or a share such as 25%.')
    .refine((text) => Number.parseInt(text, 10) >= least, `At least ${least}.`)
    .refine((text) => !text.endsWith('%') || Number.parseInt(text, 10) <= 100, 'At most 100%.')
    .transform((text) => `${Number.parseInt(text, 10)}${text.endsWith('%') ? '%' : ''}`)

const groups = z
  .array(line(60))
  .max(20, 'Use at most 20 groups.')
  .superRefine((labels, context) => {
    labels.forEach((label, i) => {
      if (labels.indexOf(label) === i) return
      context.addIssue({ code: 'custom', path: [i], message: 'This label is in the list already.' })
    })
  })

/** An empty command means: there is none. */
const command = block(10_000).transform((text) => (text.trim() ? text : null))

/** What is left out, or null, is as a plain rollout has it. */
export const rolloutSetting = z
  .object({
    strategy: z.enum(['ALL_AT_ONCE', 'ROLLING', 'CANARY']).nullish(),
    batch: amount(1).nullish(),
    canaryServers: amount(1).nullish(),
    canaryWait: z.enum(['CHECK', 'TIME', 'PERSON']).nullish(),
    canaryWaitSeconds: z
      .int('Write a whole number.')
      .min(1, 'At least 1 second.')
      .max(86_400, 'At most a day: 86400 seconds.')
      .nullish(),
    maxFailures: amount(0).nullish(),
    groups: groups.nullish(),
    onceCommand: command.nullish(),
    guided: z.boolean().nullish(),
  })
  .transform((given): Rollout => {
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))
    return { ...plainRollout, ...known }
  })

export type RolloutInput = z.input<typeof rolloutSetting>

/** As an environment's column or a snapshot holds it; null: nothing was ever chosen. */
export const rolloutOf = (stored: unknown): Rollout => ({ ...plainRollout, ...(stored as Partial<Rollout> | null) })
