import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'
import { weeklySpans } from './weekly-span.input.ts'

const FIVE_YEARS_MS = 5 * 366 * 24 * 3600 * 1000

export const freezeInput = (now: Date) =>
  z
    .object({
      scope: z.enum(['EVERYTHING', 'PRODUCTION', 'PROJECT', 'ENVIRONMENT']),
      projectId: id.nullish(),
      environmentId: id.nullish(),
      reason: line(300),
      strict: z.boolean().nullish(),
      startsAt: z.date().nullish(),
      endsAt: z.date().nullish(),
      weekly: weeklySpans.nullish(),
    })
    .superRefine(({ scope, projectId, environmentId, startsAt, endsAt, weekly }, context) => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
      if (scope === 'PROJECT' && !projectId) refuse('projectId', 'Say which project.')
      if (scope === 'ENVIRONMENT' && !environmentId) refuse('environmentId', 'Say which environment.')
      if (weekly?.length) {
        if (startsAt || endsAt) refuse('weekly', 'Every week, or once from a time to a time: choose one.')
        return
      }
      if (!startsAt) refuse('startsAt', 'Say from when, or on which days of the week.')
      if (!endsAt) refuse('endsAt', 'Say until when.')
      if (!startsAt || !endsAt) return
      if (endsAt <= startsAt) refuse('endsAt', 'It must end after it begins.')
      else if (endsAt <= now) refuse('endsAt', 'This time has passed.')
      else if (endsAt.getTime() > now.getTime() + FIVE_YEARS_MS) refuse('endsAt', 'At most five years ahead.')
      else if (startsAt.getTime() < now.getTime() - FIVE_YEARS_MS) refuse('startsAt', 'At most five years ago.')
    })

export type FreezeInput = z.input<ReturnType<typeof freezeInput>>
