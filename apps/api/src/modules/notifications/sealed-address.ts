import type { SecretSealer } from '../credentials/credentials.ports.ts'

/** What lets somebody post in a receiver's name. In the clear only while a message is made or a change is saved. */
export interface Address {
  url: string
  secret: string | null
}

/** Where a hook's address is sealed for. */
export const contextOf = (hookId: string) => `notification-hook:${hookId}`

export const sealAddress = (secrets: SecretSealer, hookId: string, { url, secret }: Address) =>
  secrets.seal(JSON.stringify({ url, secret }), contextOf(hookId))

/** @throws when it was sealed under a key that is not here */
export const openAddress = (secrets: SecretSealer, hookId: string, sealed: string) =>
  JSON.parse(secrets.open(sealed, contextOf(hookId))) as Address
