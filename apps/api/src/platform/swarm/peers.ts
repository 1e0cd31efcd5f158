import { isIPv4 } from 'node:net'

/** Where a client takes connections from others. */
export interface Peer {
  address: string
  port: number
}

/** An address as Node tells it, without the prefix of IPv4 in IPv6 and without a zone. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')

/** Clients on the tracker's own machine announce themselves from an address that means something else elsewhere. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')

/** Peers as trackers write them (BEP 23 and BEP 7): four or sixteen bytes of address, two of port. */
export function compactPeers(peers: readonly Peer[]): { peers: Buffer; peers6: Buffer } {
  const [four, six]: [Buffer[], Buffer[]] = [[], []]
  for (const { address, port } of peers) {
    const bytes = addressBytes(address)
    const tail = Buffer.from([port >> 8, port & 255])
    if (bytes !== null) (bytes.length === 4 ? four : six).push(Buffer.concat([bytes, tail]))
  }
  return { peers: Buffer.concat(four), peers6: Buffer.concat(six) }
}

function addressBytes(address: string): Buffer | null {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  if (!URL.canParse(`http://[${address}]`)) return null
  // The URL's own form has no dotted part and at most one gap.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail)]
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
