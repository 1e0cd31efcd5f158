export interface MentionPart {
  text: string
  /** Whom it names; null for plain text. */
  names: 'me' | 'other' | null
}

/** Tells whether a name behind an @ is somebody's, and whether it is the reader's. */
export type NameTest = (name: string) => 'me' | 'other' | null

const mention = /(^|[^\p{L}\p{N}_@])@([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu

/** Cuts a text at the names of people. A dot or a dash at the end belongs to the sentence, not to the name. */
export function splitMentions(text: string, test: NameTest): MentionPart[] {
  const parts: MentionPart[] = []
  let done = 0
  for (const match of text.matchAll(mention)) {
    const [whole, before = '', typed = ''] = match
    const name = [typed, typed.replace(/[._-]+$/, '')].find((each) => test(each) !== null)
    if (!name) continue
    const start = match.index + before.length
    if (start > done) parts.push({ text: text.slice(done, start), names: null })
    parts.push({ text: `@${name}`, names: test(name) })
    done = start + 1 + name.length
    if (done > match.index + whole.length) break
  }
  if (done < text.length) parts.push({ text: text.slice(done), names: null })
  return parts
}
