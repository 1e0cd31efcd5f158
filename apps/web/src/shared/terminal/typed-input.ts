/** What was typed and has not been taken yet: sent in pieces, a bounded part of it at once, and again after a cut. */
export interface TypedInput {
  add(bytes: Uint8Array): void
  /** The next piece to send, or null while there is none or enough is under way. */
  next(): { offset: number; bytes: Uint8Array } | null
  /** The server has everything before the offset. */
  taken(offset: number): void
  /** The connection is new: what was under way goes out again, from here on. */
  restart(offset: number): void
}

const PIECE = 8 * 1024
const MOST_UNDER_WAY = 64 * 1024

export function createTypedInput(): TypedInput {
  let begin = 0
  let sent = 0
  let bytes = new Uint8Array()
  const taken = (offset: number) => {
    const known = Math.min(Math.max(0, offset - begin), bytes.length)
    bytes = bytes.slice(known)
    begin += known
  }
  return {
    add(more) {
      const all = new Uint8Array(bytes.length + more.length)
      all.set(bytes)
      all.set(more, bytes.length)
      bytes = all
    },
    next() {
      const room = Math.min(PIECE, MOST_UNDER_WAY - (sent - begin), begin + bytes.length - sent)
      if (room <= 0) return null
      const piece = { offset: sent, bytes: bytes.slice(sent - begin, sent - begin + room) }
      sent += room
      return piece
    },
    taken,
    restart(offset) {
      if (bytes.length === 0) begin = offset
      else taken(offset)
      sent = begin
    },
  }
}
