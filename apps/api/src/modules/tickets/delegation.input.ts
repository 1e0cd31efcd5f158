import { z } from 'zod'
import { block, id } from '../kernel/fields.ts'

const YEAR_MS = 366 * 24 * 3600_000

export const delegationInput = (now: Date) =>
  z
    .object({
      delegateId: id,
      startsAt: z.date().nullish(),
      endsAt: z.date().refine((at) => at > now, 'This time has passed.'),
      reason: block(500)
        .nullish()
        .transform((text) => text ?? ''),
    })
    .transform((wish) => ({ ...wish, startsAt: wish.startsAt ?? now }))
    .refine(({ startsAt, endsAt }) => startsAt < endsAt, { path: ['endsAt'], message: 'It must end after it begins.' })
    .refine(({ startsAt, endsAt }) => endsAt.getTime() - startsAt.getTime() <= YEAR_MS, {
      path: ['endsAt'],
      message: 'At most a year.',
    })

export type DelegationInput = z.input<ReturnType<typeof delegationInput>>
