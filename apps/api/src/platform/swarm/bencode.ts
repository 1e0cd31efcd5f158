export type Bencodable = number | string | Buffer | readonly Bencodable[] | { readonly [key: string]: Bencodable }

/** Writes the format of torrents and of trackers' answers (BEP 3). Numbers are whole; keys are ASCII. */
export function bencode(value: Bencodable): Buffer {
  const pieces: Buffer[] = []
  write(value, pieces)
  return Buffer.concat(pieces)
}

function write(value: Bencodable, into: Buffer[]): void {
  if (typeof value === 'number') into.push(Buffer.from(`i${Math.trunc(value)}e`))
  else if (typeof value === 'string') write(Buffer.from(value), into)
  else if (Buffer.isBuffer(value)) into.push(Buffer.from(`${value.length}:`), value)
  else if (Array.isArray(value)) {
    into.push(Buffer.from('l'))
    for (const item of value) write(item, into)
    into.push(Buffer.from('e'))
  } else {
    into.push(Buffer.from('d'))
    // The order is the keys' own, as bytes: readers hash what they read.
    for (const [key, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      write(key, into)
      write(item, into)
    }
    into.push(Buffer.from('e'))
  }
}
