/** How the lines of a text end. A field has `\n` alone, so what a file had is put back when it is saved. */
export type LineEnd = 'LF' | 'CRLF' | 'MIXED'

export function lineEndOf(text: string): LineEnd {
  const both = text.match(/\r\n/g)?.length ?? 0
  const alone = text.match(/(?<!\r)\n|\r(?!\n)/g)?.length ?? 0
  if (both === 0 && !/\r/.test(text)) return 'LF'
  return alone === 0 ? 'CRLF' : 'MIXED'
}

export const asTyped = (text: string) => text.replace(/\r\n?/g, '\n')
/** A text whose ends were mixed gets `\n` throughout. */
export const asStored = (typed: string, end: LineEnd) => (end === 'CRLF' ? typed.replace(/\n/g, '\r\n') : typed)
