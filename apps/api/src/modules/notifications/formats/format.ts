import type { News, SentEvent } from '../notification.events.ts'
import type { Answer, Outgoing } from '../notifications.ports.ts'
import type { Message } from '../wording/wording.ts'

/** Everything that a format makes a request of. */
export interface Occasion {
  deliveryId: string
  event: SentEvent
  news: News
  message: Message
  url: string
  secret: string | null
  now: Date
}

/** How the receiver took it. `toldMs`: it said how long to wait. */
export type Verdict = { taken: true } | { taken: false; problem: string; lasting: boolean; toldMs: number | null }

/** What one kind of receiver understands, and how it says whether it took a message. */
export interface Format {
  /** Whether its addresses come with a secret to sign with. */
  signs: boolean
  requestOf(occasion: Occasion): Outgoing
  judge(answer: Answer): Verdict
}

export const taken: Verdict = { taken: true }
export const refused = (problem: string, lasting: boolean, toldMs: number | null = null): Verdict => ({
  taken: false,
  problem,
  lasting,
  toldMs,
})

export const json = (url: string, body: unknown): Outgoing => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

/** `Retry-After` in seconds or as a date; null when it is not told. */
export function toldToWait(headers: Record<string, string>, now = Date.now()): number | null {
  const told = headers['retry-after'] ?? headers['x-ogw-ratelimit-reset']
  if (told === undefined) return null
  const ms = /^\d{1,9}$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now
  return Number.isFinite(ms) ? Math.max(ms, 0) : null
}

/** The verdict that any receiver's HTTP status allows; null when it says that all went well. */
export function judgeStatus({ status, headers }: Answer): Verdict | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) {
    return refused(
      `The receiver redirects (${status}), which is not followed. Enter the address that it leads to.`,
      false,
    )
  }
  return refused(`The receiver answered ${status}.`, status === 410, toldToWait(headers))
}

/** An answer's JSON as far as it is an object; null for anything else. */
export function objectIn(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

export const notUnderstood = () =>
  refused('The receiver answered something else than such a robot does. Is the address right?', false)

/** Cuts at most so many bytes of UTF-8, never through a character. */
export function withinBytes(text: string, most: number): string {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= most) return text
  return `${bytes
    .subarray(0, most - 3)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}…`
}

/** People's words inside of Markdown: they link nowhere, mention nobody and open no tag. */
export const inMarkdown = (text: string) =>
  text
    .replace(/</g, '＜')
    .replace(/>/g, '＞')
    .replace(/\]\s*\(/g, '］(')
    .replace(/!\[/g, '！[')
