import { StringDecoder } from 'node:string_decoder'

/** Lines of an asciicast, version 2: https://docs.asciinema.org/manual/asciicast/v2/. Times are seconds since the start. */
export const castHeader = (of: { columns: number; rows: number; startedAt: Date; title: string }) =>
  `${JSON.stringify({
    version: 2,
    width: of.columns,
    height: of.rows,
    timestamp: Math.floor(of.startedAt.getTime() / 1000),
    title: of.title,
    env: { TERM: 'xterm-256color' },
  })}\n`

/** `o` is output, `i` input, `r` a new size as `80x24`, `m` a mark for people. */
type CastCode = 'o' | 'i' | 'r' | 'm'

/** Writes events as lines; characters that come in two pieces are put together. */
export function createCastWriter(secondsNow: () => number) {
  const decoders = { o: new StringDecoder('utf8'), i: new StringDecoder('utf8') }
  const line = (code: CastCode, data: string) => `${JSON.stringify([Number(secondsNow().toFixed(6)), code, data])}\n`
  return {
    bytes(code: 'o' | 'i', bytes: Buffer): string {
      const data = decoders[code].write(bytes)
      return data === '' ? '' : line(code, data)
    },
    resize: ({ columns, rows }: { columns: number; rows: number }) => line('r', `${columns}x${rows}`),
    mark: (words: string) => line('m', words),
  }
}
