/** What a server's aria2 says of itself, once a second. */
export interface SwarmProgress {
  /** Bytes of the artifact that are there; null where it has all and only serves others. */
  received: number | null
  /** Bytes that it has sent to others. */
  given: number
}

/**
 * Reads a line such as `[#000000 4636672B/20000000B(23%) CN:4 SD:1 DL:2071792B UL:278876B(327680B) ETA:7s]` or
 * `[#000000 SEED(0.3) CN:3 SD:0 UL:1291684B(7782400B)]`; null for any other.
 */
export function readSummaryLine(line: string): SwarmProgress | null {
  const [, received, seeds] = /^\[#[0-9a-f]+ (?:(\d{1,15})B\/\d+B|(SEED))\b/.exec(line) ?? []
  if (received === undefined && seeds === undefined) return null
  const given = /\bUL:\d+B\((\d{1,15})B\)/.exec(line)?.[1] ?? '0'
  return { received: received === undefined ? null : Number(received), given: Number(given) }
}
