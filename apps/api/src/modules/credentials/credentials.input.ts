import { z } from 'zod'
import { line, secret } from '../kernel/fields.ts'

const username = line(100).refine((v) => !v.startsWith('-') && !/\s/u.test(v), 'Leave out spaces and a leading "-".')

const secrets = {
  password: secret(1024).nullish(),
  privateKey: secret(32_768).nullish(),
  passphrase: secret(1024).nullish(),
}

interface Secrets {
  password?: string | null
  privateKey?: string | null
  passphrase?: string | null
}

function checkCombination(given: Secrets, issue: (path: string, message: string) => void): void {
  if (given.password && given.privateKey) issue('password', 'Give a password or a private key, not both.')
  if (given.passphrase && !given.privateKey) issue('passphrase', 'A passphrase comes with its private key.')
}

export const addCredentialInput = z.object({ name: line(100), username, ...secrets }).superRefine((given, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  checkCombination(given, issue)
  if (!given.password && !given.privateKey) issue('password', 'Give a password or a private key.')
})

export const updateCredentialInput = z
  .object({ name: line(100).nullish(), username: username.nullish(), ...secrets })
  .superRefine((given, context) => {
    checkCombination(given, (path, message) => context.addIssue({ code: 'custom', path: [path], message }))
  })

export type AddCredentialInput = z.input<typeof addCredentialInput>
export type UpdateCredentialInput = z.input<typeof updateCredentialInput>
