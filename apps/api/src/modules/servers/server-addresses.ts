import type { PrismaClient } from '../../platform/database/database.ts'
import type { OpenCredential } from '../credentials/credentials.ports.ts'
import { CallerError, notFound } from '../kernel/errors.ts'
import { MAX_HOPS } from './jump-chain.ts'
import type { ServerAddress } from './servers.ports.ts'

interface AddressPorts {
  prisma: PrismaClient
  openCredential(id: string): Promise<OpenCredential>
}

/** How the SSH adapter learns where a server is and how to sign in there, asked anew for every connection. */
export function createServerAddresses({ prisma, openCredential }: AddressPorts) {
  async function resolve(serverId: string, hops: number): Promise<ServerAddress> {
    const server = await prisma.server.findUnique({ where: { id: serverId } })
    if (!server) throw notFound('server')
    if (hops > MAX_HOPS) throw new CallerError('CONFLICT', `"${server.name}" is reached through too many servers.`)
    const credential = await openCredential(server.credentialId)
    return {
      id: serverId,
      name: server.name,
      host: server.host,
      port: server.port,
      hostKeyFingerprint: server.hostKeyFingerprint,
      username: credential.username,
      auth:
        credential.kind === 'PASSWORD'
          ? { password: credential.password }
          : { privateKey: credential.privateKey, passphrase: credential.passphrase ?? undefined },
      jump: server.jumpServerId ? await resolve(server.jumpServerId, hops + 1) : null,
    }
  }

  return {
    /** @throws CallerError NOT_FOUND */
    addressOf: (serverId: string) => resolve(serverId, 0),
  }
}
