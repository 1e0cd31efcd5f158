/** Hides secrets in a text that comes in pieces. */
export interface SecretMask {
  /** Takes the next piece and returns what may be shown now; holds back only what may yet become a secret. */
  push(text: string): string
  /** The rest, when nothing follows. */
  flush(): string
}

export const MASK = '•••'

/** Shorter values (a port, `yes`) would hide half of every log and protect nothing. */
const SHORTEST = 4

/**
 * Masks by value, also in base64 (plain, URL-safe, at any offset of a longer text), percent-encoded and JSON-escaped; of a
 * value with several lines each line. Where two secrets overlap, all of both is hidden.
 */
export function createSecretMask(values: readonly string[]): SecretMask {
  const needles = formsOf(values)
  const longest = Math.max(0, ...needles.map((needle) => needle.length))
  const byFirst = new Map<number, string[]>()
  for (const needle of needles) {
    const first = needle.charCodeAt(0)
    byFirst.set(first, [...(byFirst.get(first) ?? []), needle])
  }
  let held = ''
  // A mask is under way up to here (relative to `held`), so that overlapping secrets become one mask.
  let hidden = 0

  const matchAt = (text: string, at: number): number => {
    let length = 0
    for (const needle of byFirst.get(text.charCodeAt(at)) ?? []) {
      if (needle.length > length && text.startsWith(needle, at)) length = needle.length
    }
    return length
  }

  const take = (text: string, until: number): string => {
    let shown = ''
    let from = hidden
    for (let at = 0; at < until; at++) {
      const length = matchAt(text, at)
      if (length === 0) continue
      if (at >= hidden) shown += text.slice(from, at) + MASK
      hidden = Math.max(hidden, at + length)
      from = hidden
    }
    shown += text.slice(from, Math.max(from, until))
    held = text.slice(until)
    hidden = Math.max(0, hidden - until)
    return shown
  }

  return {
    push(piece) {
      if (longest === 0) return piece
      const text = held + piece
      return take(text, firstUndecided(text, byFirst, longest))
    },
    flush: () => (longest === 0 ? '' : take(held, held.length)),
  }
}

/** The first place where a secret may have begun whose end has not come yet. */
function firstUndecided(text: string, byFirst: Map<number, string[]>, longest: number): number {
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
    const tail = text.slice(at)
    for (const needle of byFirst.get(text.charCodeAt(at)) ?? []) {
      if (needle.length > tail.length && needle.startsWith(tail)) return at
    }
  }
  return text.length
}

function formsOf(values: readonly string[]): string[] {
  const forms = new Set<string>()
  const add = (form: string): void => {
    if (form.length >= SHORTEST) forms.add(form)
  }
  for (const value of values.flatMap((whole) => [whole, ...whole.split(/\r\n|\r|\n/)])) {
    const plain = value.trim()
    if (plain.length < SHORTEST) continue
    add(plain)
    for (const form of percentForms(plain)) add(form)
    add(JSON.stringify(plain).slice(1, -1))
    for (const form of base64Forms(value)) add(form)
    for (const form of base64Forms(plain)) add(form)
  }
  return [...forms]
}

/** As browsers, as strict encoders and as forms write it, with large and with small hex digits. */
function percentForms(value: string): string[] {
  // Through UTF-8, because half a surrogate pair cannot be encoded.
  const usual = encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'))
  const strict = usual.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const upper = [usual, strict].flatMap((form) => [form, form.replaceAll('%20', '+')])
  return upper.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())])
}

/** Base64 of the value at each of the three offsets it can have in a longer text, without what its neighbours decide. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const start = offset === 0 ? 0 : offset + 1
    const whole = Math.floor(((offset + bytes.length) * 8) / 6)
    const core = encoded.slice(start, whole)
    if (core.length < SHORTEST * 2) return offset === 0 ? [encoded] : []
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
