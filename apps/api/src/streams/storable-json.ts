/**
 * JSON as jsonb can keep it, with the value that will be read back. Postgres refuses the NUL character and lone surrogates,
 * which a program's output may well contain; they become U+FFFD.
 */
export function storableJson(payload: unknown): { json: string; value: unknown } {
  const json = JSON.stringify(payload ?? null)
  if (!/\\u0000|\\ud[89a-f]/.test(json)) return { json, value: JSON.parse(json) }
  const clean = JSON.stringify(payload, (_, value) => (typeof value === 'string' ? cleanText(value) : value))
  return { json: clean, value: JSON.parse(clean) }
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const cleanText = (text: string) => text.replaceAll('\0', '\ufffd').replace(LONE_SURROGATE, '\ufffd')
