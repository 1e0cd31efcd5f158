import { createHmac } from 'node:crypto'
import {
  type Format,
  inMarkdown,
  json,
  judgeStatus,
  notUnderstood,
  objectIn,
  refused,
  taken,
  withinBytes,
} from './format.ts'

const MOST_BYTES = 18_000
/** More than 20 messages a minute, and the robot is muted for ten minutes. */
const TOO_FAST = new Set([130101, 410100])
const MUTED_MS = 10 * 60_000
const BUSY = -1

/** A custom robot in a DingTalk group: Markdown; signed in the address when the robot asks for it. */
export const dingtalk: Format = {
  signs: true,
  requestOf({ message, url, secret, now }) {
    const { title, lines, link } = message
    const text = [
      `#### ${inMarkdown(title)}`,
      ...lines.map(({ label, value }) => `- ${label}${inMarkdown(value)}`),
      ...(link ? [`[${link.label}](${link.url})`] : []),
    ].join('\n\n')
    const markdown = { title: withinBytes(title, 200), text: withinBytes(text, MOST_BYTES) }
    return json(secret === null ? url : signed(url, secret, now), { msgtype: 'markdown', markdown })
  },
  judge(answer) {
    const bad = judgeStatus(answer)
    if (bad) return bad
    const { errcode, errmsg } = objectIn(answer.body) ?? {}
    if (typeof errcode !== 'number') return notUnderstood()
    if (errcode === 0) return taken
    const problem = `DingTalk refused it: ${String(errmsg ?? '')} (${errcode}).`
    if (TOO_FAST.has(errcode)) return refused(problem, false, MUTED_MS)
    return refused(problem, errcode !== BUSY)
  },
}

/** The secret is both the key and a part of what is signed. */
function signed(url: string, secret: string, now: Date): string {
  const timestamp = String(now.getTime())
  const target = new URL(url)
  target.searchParams.set('timestamp', timestamp)
  target.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
  return target.href
}
