import { backoff } from '../../graphql/backoff.ts'
import type { Failure } from '../../graphql/failure.ts'
import type { Message } from './message.ts'
import { afterFailure, newClientId, nextOf, type Outgoing, withOutgoing, withoutSeen } from './outbox.ts'
import type { OutboxStorage } from './outbox-storage.ts'

/** Without an answer in this time a message is shown as waiting. */
const answerMs = 10_000

export type Sending = { message: Message } | { failure: Failure }

interface QueueParts {
  roomId: string
  viewerId: string
  storage: OutboxStorage
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Sending>
  onChange(all: readonly Outgoing[]): void
}

export interface SendQueue {
  write(words: Pick<Outgoing, 'text' | 'replyTo' | 'attachments'>): Outgoing
  /** Sends a refused message again. */
  retry(clientId: string): void
  discard(clientId: string): void
  /** The room shows these: what was waited for has arrived, maybe before the answer to sending it. */
  see(messages: readonly Message[]): void
  /** The connection is back: no need to wait longer. */
  wake(): void
  /** Another tab has sent or discarded it. */
  forget(clientId: string): void
  stop(): void
}

/** Sends the messages of one room one after the other, until each is confirmed or refused. */
export function createSendQueue(parts: QueueParts): SendQueue {
  const { storage, onChange } = parts
  let all: readonly Outgoing[] = storage
    .read()
    .map((each) => (each.state === 'PENDING' ? { ...each, state: 'QUEUED' } : each))
  let sending: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  let stopped = false

  function put(changed: Outgoing) {
    all = withOutgoing(all, changed)
    // Committed is safe: nothing has to survive a reload.
    if (changed.state === 'SENT') storage.drop(changed.clientId)
    else storage.keep(changed)
    onChange(all)
  }

  function remove(left: readonly Outgoing[]) {
    if (left === all) return
    for (const each of all) if (!left.includes(each)) storage.drop(each.clientId)
    all = left
    onChange(all)
  }

  const without = (clientId: string) => all.filter((each) => each.clientId !== clientId)
  const isHere = (outgoing: Outgoing) => all.some(({ clientId }) => clientId === outgoing.clientId)

  async function run() {
    clearTimeout(timer)
    const next = nextOf(all)
    if (stopped || sending || !next) return
    if (next.state !== 'PENDING') put({ ...next, state: 'PENDING' })
    const mine = new AbortController()
    sending = mine
    const late = setTimeout(() => mine.abort(), answerMs)
    const answer = await parts.send(next, mine.signal).catch((error: unknown) => ({ failure: unreachable(error) }))
    clearTimeout(late)
    sending = null
    if (stopped) return
    // It may have been seen in the room, or thrown away, while its answer was on the way.
    if (!isHere(next)) return void run()
    if ('message' in answer) {
      tries = 0
      put({ ...next, state: 'SENT', reason: null })
      return void run()
    }
    const after = afterFailure(next, answer.failure)
    put(after)
    if (after.state === 'FAILED') return void run()
    const { retryAfterMs } = answer.failure.extensions
    timer = setTimeout(run, Math.max(typeof retryAfterMs === 'number' ? retryAfterMs : 0, backoff(tries++)))
  }

  onChange(all)
  void run()

  return {
    write(words) {
      const outgoing: Outgoing = {
        ...words,
        clientId: newClientId(),
        roomId: parts.roomId,
        writtenAt: new Date().toISOString(),
        state: 'PENDING',
        reason: null,
        faults: 0,
      }
      put(outgoing)
      // One that waits for its turn to try again goes first.
      if (nextOf(all) === outgoing) void run()
      return outgoing
    },
    retry(clientId) {
      const found = all.find((each) => each.clientId === clientId)
      if (found?.state !== 'FAILED') return
      put({ ...found, state: 'QUEUED', reason: null, faults: 0 })
      void run()
    },
    discard: (clientId) => remove(without(clientId)),
    see: (messages) => remove(withoutSeen(all, messages, parts.viewerId)),
    wake() {
      tries = 0
      void run()
    },
    forget: (clientId) => remove(without(clientId)),
    stop() {
      stopped = true
      clearTimeout(timer)
      sending?.abort()
    },
  }
}

const unreachable = (error: unknown): Failure => ({
  code: 'NETWORK',
  message: error instanceof Error ? error.message : '',
  fields: {},
  extensions: {},
})
