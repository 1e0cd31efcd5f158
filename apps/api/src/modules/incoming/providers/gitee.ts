import { createHmac } from 'node:crypto'
import { hashOf, isRecent, type Provider, sameSecret } from './provider.ts'

/** As long as Gitee itself calls a signature good. */
const WITHIN_MS = 60 * 60 * 1000

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Gitee: the password itself, or the signature of a timestamp (base64, which some versions encode for URLs). */
export const gitee: Provider = {
  isGenuine({ header, now }, secret) {
    const token = header('x-gitee-token') ?? ''
    if (sameSecret(token, secret)) return true
    const timestamp = header('x-gitee-timestamp') ?? ''
    const signature = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
    const fits = sameSecret(token, signature) || sameSecret(decoded(token), signature)
    return fits && isRecent(Number(timestamp || Number.NaN), now, WITHIN_MS)
  },
  eventOf: ({ header }) => header('x-gitee-event'),
  isPing: ({ header }) => header('x-gitee-ping') === 'true',
  isPush: (event) => event === 'Push Hook' || event === 'Tag Push Hook',
  keyOf: ({ body }) => hashOf(body),
}
