import { z } from 'zod'
import { line, secret } from '../kernel/fields.ts'

export const role = z.enum(['ADMIN', 'OPERATOR', 'DEVELOPER', 'VIEWER'])

/** Length is what makes a password strong (NIST SP 800-63B); no rules about kinds of characters. */
export const newPassword = secret(1024).refine((v) => [...v].length >= 8, 'Use at least 8 characters.')

const username = line(64).refine(
  (v) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]*$/u.test(v),
  'Use letters, digits and . _ @ + - only.',
)

export const addUserInput = z.object({ username, displayName: line(100), password: newPassword, role })

const gitEmails = z
  .array(line(200).transform((email) => email.toLowerCase()))
  .max(20, 'At most 20 addresses.')
  .transform((emails) => [...new Set(emails)])

export const updateUserInput = z.object({
  displayName: line(100).nullish(),
  role: role.nullish(),
  disabled: z.boolean().nullish(),
  password: newPassword.nullish(),
  gitEmails: gitEmails.nullish(),
})

export const createApiTokenInput = (now: Date) =>
  z.object({
    name: line(100),
    expiresAt: z
      .date()
      .refine((at) => at > now, 'Choose a time in the future.')
      .nullish(),
  })

export type AddUserInput = z.input<typeof addUserInput>
export type UpdateUserInput = z.input<typeof updateUserInput>
export type CreateApiTokenInput = z.input<ReturnType<typeof createApiTokenInput>>
