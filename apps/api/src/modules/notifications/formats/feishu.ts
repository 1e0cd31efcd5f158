import { createHmac } from 'node:crypto'
import type { Message, Tone } from '../wording/wording.ts'
import { type Format, json, judgeStatus, notUnderstood, objectIn, refused, taken, toldToWait } from './format.ts'

const colours: Record<Tone, string> = { good: 'green', bad: 'red', warning: 'orange', calm: 'blue' }
/** At most 100 messages a minute and 5 a second; 9499 and 11232 say so. */
const TOO_FAST = new Set([9499, 11232, 99991400])
const MINUTE_MS = 60_000
const BUSY = new Set([2200, 1500, 19023])

/** A custom bot in a Feishu or Lark group: a card; signed in the body when the bot asks for it. */
export const feishu: Format = {
  signs: true,
  requestOf({ message, url, secret, now }) {
    return json(url, {
      ...(secret === null ? {} : signature(secret, now)),
      msg_type: 'interactive',
      card: cardOf(message),
    })
  },
  judge(answer) {
    const told = objectIn(answer.body)
    // Older bots answer with StatusCode; both are 0 when all went well.
    const code = told?.code ?? told?.StatusCode
    if (typeof code !== 'number') return judgeStatus(answer) ?? notUnderstood()
    if (code === 0) return judgeStatus(answer) ?? taken
    const problem = `Feishu refused it: ${String(told?.msg ?? told?.StatusMessage ?? '')} (${code}).`
    if (TOO_FAST.has(code) || answer.status === 429)
      return refused(problem, false, toldToWait(answer.headers) ?? MINUTE_MS)
    return refused(problem, !BUSY.has(code) && answer.status < 500)
  },
}

const escaped = (text: string) =>
  text
    .replace(/&/g, '&#38;')
    .replace(/</g, '&#60;')
    .replace(/>/g, '&#62;')
    .replace(/\[/g, '&#91;')
    .replace(/\]/g, '&#93;')

const cardOf = ({ title, tone, lines, link }: Message) => ({
  config: { wide_screen_mode: true },
  header: { template: colours[tone], title: { tag: 'plain_text', content: title } },
  elements: [
    ...lines.map(({ label, value }) => ({
      tag: 'div',
      text: { tag: 'lark_md', content: `**${label}**${escaped(value)}` },
    })),
    ...(link
      ? [{ tag: 'action', actions: [{ tag: 'button', type: 'primary', url: link.url, text: plain(link.label) }] }]
      : []),
  ],
})

const plain = (content: string) => ({ tag: 'plain_text', content })

/** Time and secret together are the key; nothing is signed with it. */
function signature(secret: string, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') }
}
