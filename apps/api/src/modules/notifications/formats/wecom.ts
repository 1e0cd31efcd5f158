import type { Tone } from '../wording/wording.ts'
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

const colours: Record<Tone, string> = { good: 'info', bad: 'warning', warning: 'warning', calm: 'comment' }
const MOST_BYTES = 4096
/** At most 20 messages a minute. */
const TOO_FAST = 45009
const MINUTE_MS = 60_000
const BUSY = -1

/** A group robot in WeCom: Markdown. The key in its address is all that protects it; there is no signature. */
export const wecom: Format = {
  signs: false,
  requestOf({ message, url }) {
    const { title, tone, lines, link } = message
    const head = `**<font color="${colours[tone]}">${inMarkdown(title)}</font>**`
    const foot = link ? `\n[${link.label}](${link.url})` : ''
    const text = [head, ...lines.map(({ label, value }) => `> ${label}${inMarkdown(value)}`)].join('\n')
    const content = `${withinBytes(text, MOST_BYTES - Buffer.byteLength(foot))}${foot}`
    return json(url, { msgtype: 'markdown', markdown: { content } })
  },
  judge(answer) {
    const bad = judgeStatus(answer)
    if (bad) return bad
    const { errcode, errmsg } = objectIn(answer.body) ?? {}
    if (typeof errcode !== 'number') return notUnderstood()
    if (errcode === 0) return taken
    const problem = `WeCom refused it: ${String(errmsg ?? '')} (${errcode}).`
    return errcode === TOO_FAST ? refused(problem, false, MINUTE_MS) : refused(problem, errcode !== BUSY)
  },
}
