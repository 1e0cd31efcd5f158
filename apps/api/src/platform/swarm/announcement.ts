/** What a client tells a tracker about itself. */
export interface Announcement {
  infoHash: Buffer
  peerId: string
  port: number
  /** Bytes that it sent to others since it started. */
  uploaded: number
  /** Bytes that it still lacks; 0 for one that has all. */
  left: number
  stopped: boolean
}

/** Reads the query of an announcement; null when it is none. Values are bytes, percent-encoded, and no UTF-8. */
export function readAnnouncement(query: string): Announcement | null {
  const values = new Map<string, Buffer>()
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const bytes = at > 0 ? bytesOf(pair.slice(at + 1)) : null
    if (bytes !== null && !values.has(pair.slice(0, at))) values.set(pair.slice(0, at), bytes)
  }
  const infoHash = values.get('info_hash')
  const peerId = values.get('peer_id')
  const [port, uploaded, left] = ['port', 'uploaded', 'left'].map((name) => countOf(values.get(name)))
  if (infoHash?.length !== 20 || peerId?.length !== 20) return null
  if (port == null || uploaded == null || left == null || port < 1 || port > 65_535) return null
  const stopped = values.get('event')?.toString('latin1') === 'stopped'
  return { infoHash, peerId: peerId.toString('latin1'), port, uploaded, left, stopped }
}

function bytesOf(text: string): Buffer | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null
  const characters = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(characters, 'latin1')
}

function countOf(bytes: Buffer | undefined): number | null {
  const text = bytes?.toString('latin1') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}
