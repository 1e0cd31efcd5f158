import type { Token } from 'markdown-it'
import { parser } from './parser.ts'

/** Of a quote more would not fit in its line. */
const enough = 300

/** The words of a message without their marks, in one line. */
export function plainText(text: string): string {
  const blocks = parser.parse(text.slice(0, enough), {}).map(wordsOf)
  return blocks.join(' ').replace(/\s+/g, ' ').trim()
}

const wordsOf = (token: Token): string => {
  if (token.children) return token.children.map(wordsOf).join('')
  return /break$/.test(token.type) ? ' ' : token.content
}
