import type { HttpSettings } from './settings.ts'

/** Headers as both worlds can give them: fetch's `headers.get` and Node's `headers[name]`. */
export type ReadHeader = (name: string) => string | null

export interface Credentials {
  token: string
  /** A cookie is sent by browsers on their own, also on behalf of foreign sites. */
  by: 'cookie' | 'bearer'
}

const first = (list: string | null) => list?.split(',', 1)[0]?.trim() || null

export function isSecure(header: ReadHeader, { publicUrl, trustProxy }: HttpSettings): boolean {
  return publicUrl?.startsWith('https:') || (trustProxy && first(header('x-forwarded-proto')) === 'https') || false
}

/** Browsers accept a `__Host-` cookie only from the host itself and over https: no subdomain can plant one. */
const cookieName = (secure: boolean) => (secure ? '__Host-sendoff' : 'sendoff')

export function credentialsOf(header: ReadHeader, settings: HttpSettings): Credentials | null {
  const bearer = bearerToken(header('authorization'))
  if (bearer) return { token: bearer, by: 'bearer' }
  const prefix = `${cookieName(isSecure(header, settings))}=`
  const cookie = header('cookie')
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
  const token = cookie?.slice(prefix.length)
  return token ? { token, by: 'cookie' } : null
}

export const bearerToken = (value: unknown): string | null =>
  (typeof value === 'string' && /^Bearer +(\S+)$/i.exec(value.trim())?.[1]) || null

/** The `Set-Cookie` of a session; null ends it. The server ends sessions itself, so a year is only the browser's limit. */
export function sessionCookie(token: string | null, secure: boolean): string {
  const lifetime = token === null ? 0 : 365 * 24 * 60 * 60
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${lifetime}${secure ? '; Secure' : ''}`
  return `${cookieName(secure)}=${token ?? ''}; ${attributes}`
}

export function addressOf(header: ReadHeader, remoteAddress: string | undefined, { trustProxy }: HttpSettings): string {
  const forwarded = trustProxy ? header('x-forwarded-for')?.split(',').at(-1)?.trim() : null
  return forwarded || remoteAddress || ''
}

/** The host that the browser sees. */
export function hostOf(header: ReadHeader, { trustProxy }: HttpSettings): string | null {
  return (trustProxy ? first(header('x-forwarded-host')) : null) ?? header('host')
}
