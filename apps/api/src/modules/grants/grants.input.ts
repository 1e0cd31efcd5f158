import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'

export const MAX_GRANT_HOURS = 7 * 24

export const grantHours = z
  .number('Write a number of hours.')
  .min(0.25, 'At least a quarter of an hour.')
  .max(MAX_GRANT_HOURS, 'At most 168 hours, which is a week.')

export const grantInput = z.object({ environmentId: id, userId: id, hours: grantHours, reason: line(300) })

export type GrantInput = z.input<typeof grantInput>
