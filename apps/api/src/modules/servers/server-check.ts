import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardServers } from './servers.policy.ts'
import type { ServerAddress, ServerFacts, ServerProber } from './servers.ports.ts'

/** A check as it is stored with the server. */
export interface ServerCheck {
  ok: boolean
  code: string | null
  message: string
  hostKeyFingerprint: string | null
  facts: ServerFacts | null
  /** ISO 8601. */
  at: string
}

interface CheckPorts {
  prisma: PrismaClient
  clock: Clock
  prober: ServerProber
  addressOf(serverId: string): Promise<ServerAddress>
}

export function createServerCheck({ prisma, clock, prober, addressOf }: CheckPorts) {
  return {
    /** Connects and tells what was found; a server that cannot be reached is an answer, not an error. */
    async checkServer(viewer: Viewer, id: string, signal?: AbortSignal): Promise<ServerCheck> {
      guardServers(viewer, 'checkServer')
      if (!isId(id)) throw notFound('server')
      const address = await addressOf(id)
      const probe = await prober.probe(address, { signal })
      const check: ServerCheck = { ...probe, at: clock.now().toISOString() }
      // What was seen belongs to the address that was asked: when that changed meanwhile, the row must not learn of it.
      const { count } = await prisma.server.updateMany({
        where: { id, host: address.host, port: address.port, jumpServerId: address.jump?.id ?? null },
        data: { lastCheck: { ...check, facts: check.facts && { ...check.facts } } },
      })
      if (count === 0) throw new CallerError('CONFLICT', 'The server was changed during the check. Check it again.')
      return check
    },
  }
}
