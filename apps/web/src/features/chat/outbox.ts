import type { Failure } from '../../graphql/failure.ts'
import type { Attachment, Message, Quote } from './message.ts'

/** `PENDING`: on its way; `QUEUED`: waits for the connection; `SENT`: committed, not yet heard of; `FAILED`: refused. */
export type SendState = 'PENDING' | 'QUEUED' | 'SENT' | 'FAILED'

/** A message that was written here and is not yet seen in the room. */
export interface Outgoing {
  /** Under which it is sent, again and again if need be: the server keeps only one. Grows with time. */
  clientId: string
  roomId: string
  text: string
  replyTo: Quote | null
  attachments: readonly Attachment[]
  writtenAt: string
  state: SendState
  /** Why it was refused, or what is waited for. */
  reason: string | null
  /** Tries that the server could not handle. */
  faults: number
}

/** The server's fault may pass; after so many of them the message is the likely reason. */
const patience = 5

const isRefused = (code: string) =>
  ['BAD_USER_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'GRAPHQL_VALIDATION_FAILED'].includes(code)

/** What becomes of a message whose sending failed. */
export function afterFailure(outgoing: Outgoing, failure: Failure): Outgoing {
  const faults = failure.code === 'INTERNAL' ? outgoing.faults + 1 : outgoing.faults
  if (isRefused(failure.code) || faults >= patience)
    return { ...outgoing, faults, state: 'FAILED', reason: failure.message }
  return { ...outgoing, faults, state: 'QUEUED', reason: failure.code === 'NETWORK' ? null : failure.message }
}

/** First in, first out: what is sent next. A refused message does not hold up those behind it. */
export const nextOf = (all: readonly Outgoing[]) =>
  all.find(({ state }) => state === 'PENDING' || state === 'QUEUED') ?? null

/** What is left when the room shows these messages: each is known by the id that it was written under. */
export function withoutSeen(all: readonly Outgoing[], seen: readonly Message[], viewerId: string): readonly Outgoing[] {
  if (all.length === 0) return all
  const ids = new Set(seen.filter(({ author }) => author.id === viewerId).map(({ clientId }) => clientId))
  const left = all.filter(({ clientId }) => !ids.has(clientId))
  return left.length === all.length ? all : left
}

export const withOutgoing = (all: readonly Outgoing[], changed: Outgoing): readonly Outgoing[] =>
  [...all.filter(({ clientId }) => clientId !== changed.clientId), changed].sort((one, other) =>
    one.clientId < other.clientId ? -1 : 1,
  )

let lastMs = 0

/** An id that sorts by the time of writing, also within one millisecond, and is unique over tabs and people. */
export function newClientId(now = Date.now()): string {
  lastMs = Math.max(now, lastMs + 1)
  return `${lastMs.toString(36).padStart(9, '0')}-${crypto.randomUUID()}`
}
