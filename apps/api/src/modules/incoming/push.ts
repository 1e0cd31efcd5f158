import type { Payload } from './providers/provider.ts'

/** What was pushed, in the words that all providers share. */
export interface Push {
  kind: 'BRANCH' | 'TAG'
  name: string
  /** Null: it was not told, and the name decides. */
  commit: string | null
  deleted: boolean
}

const id = /^[0-9a-f]{40}([0-9a-f]{24})?$/
const nothing = /^0+$/

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
const objectOf = (value: unknown) => (value !== null && typeof value === 'object' ? (value as Payload) : {})

/** The payload of a push; null when it names no branch and no tag. */
export function pushOf(payload: Payload): Push | null {
  const ref = textOf(payload.ref) ?? ''
  const [, place, name] = /^refs\/(heads|tags)\/(.{1,250})$/u.exec(ref) ?? []
  if (!name) return null
  const after = textOf(payload.after) ?? ''
  // An annotated tag's `after` is the tag, not the commit.
  const told = [objectOf(payload.head_commit).id, payload.checkout_sha, payload.commit, after].map(textOf)
  const commit = told.find((each) => each !== null && id.test(each) && !nothing.test(each)) ?? null
  const deleted = payload.deleted === true || (after !== '' && nothing.test(after))
  return { kind: place === 'heads' ? 'BRANCH' : 'TAG', name, commit, deleted }
}

/** JSON, or a form whose field `payload` is JSON; null when it is neither. */
export function payloadOf(body: Buffer, contentType: string): Payload | null {
  const text = body.toString('utf8')
  const json = contentType.startsWith('application/x-www-form-urlencoded')
    ? (new URLSearchParams(text).get('payload') ?? '')
    : text
  try {
    const parsed: unknown = JSON.parse(json)
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? (parsed as Payload) : null
  } catch {
    return null
  }
}
