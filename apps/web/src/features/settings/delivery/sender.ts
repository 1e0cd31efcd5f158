import { backoff } from '../../../graphql/backoff.ts'
import type { Failure } from '../../../graphql/failure.ts'

export type Sending = { seq: number; sentAt: string } | { failure: Failure }

export interface SenderState {
  /** Messages that are still to be sent. */
  left: number
  /** Until when (ms) the server wants to be left alone: so many messages in so many seconds are allowed. */
  waitsUntil: number | null
  /** Why the last batch was given up. */
  failure: Failure | null
}

interface SenderParts {
  send(text: string, clientId: string): Promise<Sending>
  now(): number
  newId(): string
  onSent(times: { before: number; at: number; after: number; seq: number }): void
  onChange(state: SenderState): void
}

/** Sends messages one after the other, as fast as the server allows; what got no answer goes again under the same id. */
export interface LabSender {
  /** Resolves with the seqs of those that were confirmed; fewer than there are texts when the server refused one. */
  send(texts: readonly string[]): Promise<number[]>
  stop(): void
}

export function createLabSender(parts: SenderParts): LabSender {
  let state: SenderState = { left: 0, waitsUntil: null, failure: null }
  let stopped = false
  let queue: Promise<unknown> = Promise.resolve()
  const timers = new Map<ReturnType<typeof setTimeout>, () => void>()

  function tell(change: Partial<SenderState>) {
    state = { ...state, ...change }
    if (!stopped) parts.onChange(state)
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.set(timer, resolve)
    })

  /** Null when the server refused it for good. */
  async function sendOne(text: string): Promise<number | null> {
    const clientId = parts.newId()
    for (let faults = 0; !stopped; ) {
      const before = parts.now()
      const answer = await parts.send(text, clientId)
      if ('seq' in answer) {
        parts.onSent({ before, at: Date.parse(answer.sentAt), after: parts.now(), seq: answer.seq })
        return answer.seq
      }
      const { failure } = answer
      const { retryAfterMs } = failure.extensions
      const isLimit = failure.code === 'RATE_LIMITED' && typeof retryAfterMs === 'number'
      if (!isLimit && failure.code !== 'NETWORK') {
        tell({ failure })
        return null
      }
      const ms = isLimit ? retryAfterMs : backoff(faults++)
      if (isLimit) tell({ waitsUntil: parts.now() + ms })
      await pause(ms)
      tell({ waitsUntil: null })
    }
    return null
  }

  async function sendAll(texts: readonly string[]): Promise<number[]> {
    const seqs: number[] = []
    for (const [index, text] of texts.entries()) {
      const seq = await sendOne(text)
      if (seq === null) {
        tell({ left: state.left - (texts.length - index) })
        return seqs
      }
      seqs.push(seq)
      tell({ left: state.left - 1 })
    }
    return seqs
  }

  return {
    send(texts) {
      tell({ left: state.left + texts.length, failure: null })
      const sent = queue.then(() => sendAll(texts))
      queue = sent
      return sent
    },
    stop() {
      stopped = true
      for (const [timer, resolve] of timers) {
        clearTimeout(timer)
        resolve()
      }
      timers.clear()
    },
  }
}
