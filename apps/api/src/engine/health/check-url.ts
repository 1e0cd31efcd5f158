import { isIPv6 } from 'node:net'

const MOST_CHARACTERS = 2000
const places = /\{(host|server)\}/g

/** What stands for `{host}` and `{server}`. */
export interface CheckedServer {
  host: string
  name: string
}

/** The address that is asked about one server; null where it makes none. */
export function urlFor(url: string, { host, name }: CheckedServer): URL | null {
  const values = { host: isIPv6(host) ? `[${host}]` : host, server: encodeURIComponent(name) }
  const text = url.replace(places, (_, place: keyof typeof values) => values[place])
  return URL.canParse(text) ? new URL(text) : null
}

/** What is wrong with an address that a person wrote; null: nothing. Total. */
export function problemOfUrl(url: string): string | null {
  if (url.length > MOST_CHARACTERS) return `Use at most ${MOST_CHARACTERS} characters.`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  if (/[\u0000-\u0020\u007f-\u009f\\]|\p{Surrogate}/u.test(url))
    return 'Leave out spaces, backslashes and control characters.'
  if (/[{}]/.test(url.replace(places, ''))) return 'Of words in braces there are {host} and {server} only.'
  const parsed = urlFor(url, { host: 'host.example', name: 'server' })
  if (parsed === null) return 'Write an address such as http://127.0.0.1:8080/health.'
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return 'Start with http:// or https://.'
  if (parsed.username !== '' || parsed.password !== '')
    return 'Leave out the name and the password: everybody can read this.'
  return null
}
