import MarkdownIt from 'markdown-it'

/**
 * What people may write in a room. Raw HTML is text; only addresses with a scheme become links by themselves, because
 * `main.ts` and `README.md` would be taken for host names; definitions of links would be parts of a message that nobody sees.
 */
export const parser = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false }).disable(
  'reference',
)
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

const safe = /^(https?:\/\/|mailto:)/i

/** The address when a click on it can only open a page or a mail; else null. */
export function safeAddress(address: string | null): string | null {
  if (!address || !safe.test(address)) return null
  return address
}
