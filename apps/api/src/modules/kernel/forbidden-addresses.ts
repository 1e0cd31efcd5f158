import { BlockList, isIP } from 'node:net'

// Where a cloud tells a machine its own secrets, and where only neighbours on the wire are. Everything else may be called:
// who hosts Sendoff has receivers in private networks.
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addSubnet('fe80::', 10, 'ipv6')
for (const metadata of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) forbidden.addAddress(metadata, 'ipv4')
forbidden.addAddress('fd00:ec2::254', 'ipv6')
// The same IPv4 addresses behind a translator (RFC 6052).
forbidden.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
forbidden.addAddress('64:ff9b::6464:64c8', 'ipv6')

/** Whether Sendoff never connects there: link-local addresses and the metadata services of clouds. */
export function isForbiddenAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(bare)
  return version !== 0 && forbidden.check(bare, version === 6 ? 'ipv6' : 'ipv4')
}
