import { createHmac } from 'node:crypto'
import { type Format, judgeStatus, taken } from './format.ts'

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
const BODY_VERSION = 1

/**
 * Sendoff's own: JSON with a signature over the time and the body, so that an old message can't be played again.
 * docs/notifications.md tells receivers how to check it.
 */
export const webhook: Format = {
  signs: true,
  requestOf({ deliveryId, event, news, message, url, secret, now }) {
    const body = JSON.stringify({
      version: BODY_VERSION,
      id: deliveryId,
      event,
      ...{ at: news.at, text: message.title, url: message.link?.url ?? null },
      ...{ by: news.by, project: news.project, environment: news.environment },
      ...(news.release ? { release: news.release } : {}),
      ...(news.train ? { train: news.train } : {}),
      ...(news.alarm ? { alarm: news.alarm } : {}),
      ...(news.lock ? { lock: news.lock } : {}),
      ...(news.ticket ? { ticket: news.ticket } : {}),
    })
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-sendoff-event': event,
      'x-sendoff-delivery': deliveryId,
    }
    return {
      url,
      headers: secret === null ? headers : { ...headers, 'x-sendoff-signature': sign(body, secret, now) },
      body,
    }
  },
  judge: (answer) => judgeStatus(answer) ?? taken,
}

function sign(body: string, secret: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
