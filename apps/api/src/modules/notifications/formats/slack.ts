import { type Format, json, judgeStatus, notUnderstood, refused, taken, toldToWait } from './format.ts'

const MOST_OF_HEADER = 150
const MOST_FIELDS = 10

/** An incoming webhook of Slack, or of a chat that understands the same: blocks. */
export const slack: Format = {
  signs: false,
  requestOf({ message, url }) {
    const { title, lines, link } = message
    const fields = lines.slice(0, MOST_FIELDS).map(({ label, value }) => ({
      type: 'mrkdwn',
      text: `*${label}*${escaped(value)}`,
    }))
    return json(url, {
      // For notifications of the system and for readers aloud.
      text: escaped(title),
      blocks: [
        { type: 'header', text: plain([...title].slice(0, MOST_OF_HEADER).join('')) },
        ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
        ...(link ? [{ type: 'actions', elements: [{ type: 'button', text: plain(link.label), url: link.url }] }] : []),
      ],
    })
  },
  judge(answer) {
    const { status, headers } = answer
    const said = answer.body.trim()
    if (status === 200) return said === 'ok' ? taken : notUnderstood()
    // Slack names what is wrong with the address or the message; only these pass.
    if (status >= 400 && status < 500) {
      return refused(`Slack refused it: ${said.slice(0, 100)} (${status}).`, status !== 429, toldToWait(headers))
    }
    return judgeStatus(answer) ?? notUnderstood()
  },
}

/** Slack's three; without them nobody is mentioned and nothing is linked. */
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false })
