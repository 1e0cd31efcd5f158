const SHORTEST_SECRET = 6
const HIDDEN = '[hidden]'
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these cannot be stored or shown
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** The address for people: where it leads, and its last four characters to tell it from others. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url)
  const rest = `${pathname}${search}`
  if (rest === '/') return origin
  return rest.length < 16 ? `${origin}/…` : `${origin}/…${rest.slice(-4)}`
}

/** What of an address or a secret must not come back to people, longest first. */
function hiddenParts(url: string, secret: string | null): string[] {
  const { pathname, search, searchParams } = new URL(url)
  const parts = [
    url,
    `${pathname}${search}`,
    pathname,
    search,
    secret ?? '',
    ...pathname.split('/'),
    ...searchParams.values(),
  ]
  const spelled = parts.flatMap((part) => [part, encodeURIComponent(part)])
  return [...new Set(spelled)].filter((part) => part.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length)
}

/** What a receiver answered, fit to be kept: without the address and the secret, should it quote them, and without controls. */
export function cleanAnswer(text: string, { url, secret }: { url: string; secret: string | null }): string {
  const parts = hiddenParts(url, secret)
  const masked = parts.reduce((rest, part) => rest.replaceAll(part, HIDDEN), text)
  return withoutCutPart(masked, parts)
    .replace(unprintable, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim()
}

/** An answer is cut where it grows too long, perhaps in the middle of what must be hidden. */
function withoutCutPart(text: string, parts: string[]): string {
  for (const part of parts) {
    for (let length = part.length - 1; length >= SHORTEST_SECRET; length--) {
      if (text.endsWith(part.slice(0, length))) return `${text.slice(0, -length)}${HIDDEN}`
    }
  }
  return text
}
