import { z } from 'zod'
import { MAX_GRANT_HOURS } from '../grants/grants.input.ts'
import { id } from '../kernel/fields.ts'
import { fieldName, flag, storedText, wholeOrNull } from './definition-fields.ts'
import type { FlowAction } from './flow.definition.ts'

const KINDS = [
  ...(['START_RELEASE', 'RUN_COMMAND', 'GRANT_ACCESS', 'CALL_WEBHOOK'] as const),
] satisfies FlowAction['kind'][]
const HOUR_SECONDS = 3600

/** What a draft may leave open is found when the flow is checked. */
export const actionInput = z
  .object({
    kind: z.enum(KINDS, `Give one of ${KINDS.join(', ')}.`),
    automatic: flag,
    command: storedText(10_000).nullish(),
    field: z.union([z.literal(''), fieldName]).nullish(),
    timeoutSeconds: wholeOrNull(1, HOUR_SECONDS),
    hours: z.number().min(0.25, 'Give at least 0.25.').max(MAX_GRANT_HOURS, 'Give at most 168.').nullish(),
    hookId: z.union([z.literal(''), id]).nullish(),
  })
  .transform(({ kind, automatic, command, field, timeoutSeconds, hours, hookId }): FlowAction => {
    if (kind === 'CALL_WEBHOOK') return { kind, automatic, hookId: hookId ?? '' }
    if (kind === 'START_RELEASE') return { kind, automatic: true, field: field ?? '' }
    if (kind === 'GRANT_ACCESS') return { kind, automatic, field: field ?? '', hours: hours ?? 4 }
    return { kind, automatic, command: command ?? '', field: field ?? '', timeoutSeconds: timeoutSeconds ?? 60 }
  })
