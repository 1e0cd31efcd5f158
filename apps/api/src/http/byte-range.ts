/** Which bytes of how many: from `start` to before `end`. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * What a Range header asks for of so many bytes (RFC 9110, 14.1): null is everything, also for what is no range of bytes or several
 * of them; `NONE` lies behind the end.
 */
export function byteRange(header: string | null, size: number): ByteRange | 'NONE' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'NONE' : { start: size - length, end: size }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return null
  if (start >= size) return 'NONE'
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) }
}
