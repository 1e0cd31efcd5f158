import type { DemoFleet } from '../../../apps/api/src/demo/fleet/fleet.ts'
import type { ServerAddress } from '../../../apps/api/src/platform/ssh/server-address.ts'

/** How Sendoff reaches a server of the demo fleet. */
export function demoAddress(fleet: DemoFleet, index: number): ServerAddress {
  const server = fleet.servers[index]
  if (server === undefined) throw new RangeError(`the fleet has no server ${index}`)
  const { name, host, port, username, hostKeyFingerprint } = server
  return {
    id: name,
    name,
    host,
    port,
    username,
    auth: { privateKey: fleet.privateKey },
    hostKeyFingerprint,
    jump: null,
  }
}
