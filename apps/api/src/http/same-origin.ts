import { hostOf, type ReadHeader } from './caller.ts'
import type { HttpSettings } from './settings.ts'

/** The `Origin` names this installation. Browsers send it with every POST and every WebSocket, and scripts can't forge it. */
export function isOwnOrigin(origin: string, header: ReadHeader, settings: HttpSettings): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  if (settings.publicUrl && URL.canParse(settings.publicUrl) && new URL(settings.publicUrl).origin === origin)
    return true
  return host === hostOf(header, settings)
}

const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

/**
 * False for requests that a foreign site could have made a browser send with the user's cookie. What names no origin must
 * carry something that foreign sites can only send after asking (a content type or header that needs a CORS preflight,
 * which is never granted).
 */
export function isFromHere(header: ReadHeader, settings: HttpSettings): boolean {
  const origin = header('origin')
  if (origin !== null) return isOwnOrigin(origin, header, settings)
  const site = header('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const type = header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return (type !== undefined && !SIMPLE_TYPES.includes(type)) || header('x-requested-with') !== null
}
