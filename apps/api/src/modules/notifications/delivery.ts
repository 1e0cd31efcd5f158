import type { Clock } from '../../engine/ports.ts'
import type { NotificationFormat } from '../../platform/database/generated/client/enums.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import type { Verdict } from './formats/format.ts'
import { refused } from './formats/format.ts'
import { formats } from './formats/formats.ts'
import { cleanAnswer } from './masking.ts'
import type { News, SentEvent } from './notification.events.ts'
import type { Poster } from './notifications.ports.ts'
import { type Address, openAddress } from './sealed-address.ts'
import { type Language, messageOf } from './wording/wording.ts'

/** One thing to tell one receiver. */
export interface Parcel {
  deliveryId: string
  event: SentEvent
  news: News
  hook: { id: string; format: NotificationFormat; language: Language; sealed: string }
}

/** How one try went. */
export interface Try {
  verdict: Verdict
  at: Date
  durationMs: number
  httpStatus: number | null
  /** What the receiver answered, cleaned. */
  answer: string | null
}

export interface DeliveryPorts {
  secrets: SecretSealer
  poster: Poster
  clock: Clock
  /** Where people reach Sendoff; null: messages have no links. */
  publicUrl: string | null
}

const unreadable = 'The address could not be opened: the master key that it was sealed with is missing. Enter it again.'

/** Makes the message and sends it, once. Rejects only when `signal` ended it. */
export function createSender({ secrets, poster, clock, publicUrl }: DeliveryPorts) {
  return async ({ deliveryId, event, news, hook }: Parcel, signal?: AbortSignal): Promise<Try> => {
    const at = clock.now()
    const began = performance.now()
    const ended = (verdict: Verdict, httpStatus: number | null = null, answer: string | null = null): Try => ({
      ...{ verdict, at, httpStatus, answer },
      durationMs: Math.round(performance.now() - began),
    })
    let address: Address
    try {
      address = openAddress(secrets, hook.id, hook.sealed)
    } catch {
      return ended(refused(unreadable, false))
    }
    const format = formats[hook.format]
    const message = messageOf(event, news, hook.language, publicUrl)
    const request = format.requestOf({ deliveryId, event, news, message, now: at, ...address })
    const result = await poster.post({ ...request, ...(signal ? { signal } : {}) })
    signal?.throwIfAborted()
    if ('problem' in result) return ended(refused(result.problem, result.lasting))
    const verdict = format.judge(result)
    // Platforms quote what they were sent, and that holds the token.
    const cleaned = verdict.taken ? verdict : { ...verdict, problem: cleanAnswer(verdict.problem, address) }
    return ended(cleaned, result.status, cleanAnswer(result.body, address) || null)
  }
}

export type Sender = ReturnType<typeof createSender>
