import { z } from 'zod'
import { block, id, line, searchWords } from '../kernel/fields.ts'

const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'Use 1 to 100 visible ASCII characters, such as a UUID.')
  .nullish()
const reason = block(1_000)
const neededReason = reason.refine((text) => text.trim() !== '', 'Say why.')
const people = z
  .array(id)
  .max(50, 'Name at most 50 people.')
  .refine((ids) => new Set(ids).size === ids.length, 'Name each person once.')
const somebody = people.min(1, 'Name somebody.')
const nodeId = z.string().regex(/^[a-z0-9-]{1,40}$/, 'There is no step with this id.')

/** The largest form, as JSON. */
const MAX_FORM = 64 * 1024
/** What lies deeper is no answer of any field. */
const MAX_LEVELS = 20
const halfCharacter = /\p{Surrogate}/u

/** What the fields mean is judged by the flow's form; this is what may be kept at all. */
const form = z
  .unknown()
  .refine((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'Send an object of answers.')
  // First of all: what else looks at it goes down by calling itself.
  .refine((value) => !isDeep(value), {
    error: 'The form is too deep: answers lie at most 20 levels in it.',
    abort: true,
  })
  .refine((value) => JSON.stringify(value ?? null).length <= MAX_FORM, 'The form is too large: at most 64 KB.')
  .refine((value) => !hasUnkeepable(value), 'Leave out NUL characters and halves of characters.')
  .transform((value) => value as Record<string, unknown>)

function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) return true
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
  }
  return false
}

function hasUnkeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || halfCharacter.test(value)
  if (Array.isArray(value)) return value.some(hasUnkeepable)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => hasUnkeepable(key) || hasUnkeepable(inner))
}

export const openTicketInput = z.object({
  flowId: id,
  title: line(200),
  form,
  draft: z
    .boolean()
    .nullish()
    .transform((draft) => draft ?? false),
  clientId,
  copyTo: people.nullish().transform((ids) => ids ?? []),
})
export type OpenTicketInput = Omit<z.input<typeof openTicketInput>, 'form'> & { form?: unknown }

export const saveTicketInput = z.object({ title: line(200).nullish(), form: form.optional() })
export type SaveTicketInput = { title?: string | null; form?: unknown }

export const submitInput = z.object({ clientId })

const decisions = [
  ...(['APPROVE', 'REJECT', 'TRANSFER', 'DELEGATE'] as const),
  ...(['ADD_BEFORE', 'ADD_TOGETHER', 'ADD_AFTER', 'SEND_BACK'] as const),
] as const
export type Decision = (typeof decisions)[number]

const one = ['TRANSFER', 'DELEGATE']
const several = ['ADD_BEFORE', 'ADD_TOGETHER', 'ADD_AFTER']

export const decideInput = z
  .object({
    taskId: z.string(),
    decision: z.enum(decisions),
    comment: reason.nullish().transform((text) => text ?? ''),
    round: z.int().nullish(),
    clientId,
    userIds: people.nullish().transform((ids) => ids ?? []),
    toNodeId: nodeId.nullish(),
  })
  .superRefine(({ decision, comment, userIds, toNodeId }, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (decision === 'REJECT' && comment.trim() === '') say('comment', 'Say why: a rejection needs a reason.')
    if (one.includes(decision) && userIds.length !== 1) say('userIds', 'Name exactly one person.')
    if (several.includes(decision) && userIds.length === 0) say('userIds', 'Name somebody.')
    if (![...one, ...several].includes(decision) && userIds.length > 0) {
      say('userIds', `Leave this out: ${decision} names nobody.`)
    }
    if (decision !== 'SEND_BACK' && toNodeId != null) say('toNodeId', 'Leave this out: only SEND_BACK goes to a step.')
  })
export type DecideInput = z.input<typeof decideInput>
export type DecisionMade = z.output<typeof decideInput>

export const reasonInput = z.object({ reason: reason.nullish().transform((text) => text ?? '') })
export const neededReasonInput = z.object({ reason: neededReason })

export const commentInput = z
  .object({
    ticketId: z.string(),
    text: block(4_000),
    attachmentIds: z
      .array(id)
      .max(10, 'Attach at most 10 files.')
      .refine((ids) => new Set(ids).size === ids.length, 'Name each file once.')
      .nullish()
      .transform((ids) => ids ?? []),
    clientId,
  })
  .refine(({ text, attachmentIds }) => text.trim() !== '' || attachmentIds.length > 0, {
    path: ['text'],
    message: 'Write something here, or attach a file.',
  })
export type CommentInput = z.input<typeof commentInput>

export const copyInput = z.object({ userIds: somebody })
export const assignInput = z.object({ ticketId: z.string(), visitId: z.string(), userIds: somebody, clientId })
export type AssignInput = z.input<typeof assignInput>

const statuses = [
  ...(['DRAFT', 'RUNNING', 'SENT_BACK', 'APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN'] as const),
  ...(['CANCELLED', 'CONSUMED', 'REVOKED', 'LAPSED', 'DELETED'] as const),
] as const

export const ticketFilter = z.object({
  scope: z.enum(['MINE', 'MY_TASKS', 'COPIED', 'ALL']).nullish(),
  status: z.array(z.enum(statuses)).max(20, 'Name each status once.').nullish(),
  flowId: id.nullish(),
  initiatorId: id.nullish(),
  search: searchWords.nullish(),
  asksByPoll: z.boolean().nullish(),
})
export type TicketFilter = z.output<typeof ticketFilter>

export const followInput = z.object({ after: z.int().min(0, 'Seqs begin at 1; 0 is before the first.').nullish() })
