import { z } from 'zod'
import { id, line } from '../../kernel/fields.ts'
import { clientId } from '../polls.input.ts'

const MAX_POLLS = 50

const pollIds = z
  .array(id)
  .min(1, `Name 1 to ${MAX_POLLS} polls.`)
  .max(MAX_POLLS, `Name 1 to ${MAX_POLLS} polls.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each poll once.')

const covers = z.boolean().nullish()

export const createShowInput = z.object({ title: line(200), pollIds, covers, clientId })
export const updateShowInput = z.object({ title: line(200).optional(), pollIds: pollIds.optional(), covers })

export type CreateShowInput = z.input<typeof createShowInput>
export interface UpdateShowInput {
  title?: string | null | undefined
  pollIds?: string[] | null | undefined
  covers?: boolean | null | undefined
}
