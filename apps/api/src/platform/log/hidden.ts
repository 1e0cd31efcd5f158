/** Names of fields whose values never belong into a log, wherever they stand. */
const SECRET_NAME =
  /pass(word|phrase|wd)|secret|token|authorization|cookie|private_?key|master_?key|api_?key|sealed|^sql_?params$/i
const MOST_DEPTH = 6
const MOST_ENTRIES = 100

export const HIDDEN = '[hidden]'

/** A copy for the log: secret fields replaced, depth and length bounded, errors flattened, cycles cut by the depth. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= MOST_DEPTH) return '[deeper]'
  if (value instanceof Error) return describeError(value, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => withoutSecrets(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .map(([name, entry]) => [name, SECRET_NAME.test(name) ? HIDDEN : withoutSecrets(entry, depth + 1)]),
  )
}

/** Only these: drivers hang whole connection settings, with passwords, on their errors. */
function describeError(error: Error & { code?: unknown }, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...(error.code === undefined ? {} : { code: String(error.code) }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: withoutSecrets(error.cause, depth + 1) }),
  }
}

/** Hides the password of every `scheme://user:password@host` in a text. */
export const withoutUrlPasswords = (text: string) =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*):[^\s@/"\\]+@/gi, `$1:${HIDDEN}@`)
