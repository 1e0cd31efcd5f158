import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { ServerCheck } from './server-check.ts'
import { fingerprint as fingerprintInput } from './servers.input.ts'
import { guardServers } from './servers.policy.ts'

/**
 * Pins exactly the key that the last check saw, so that nobody trusts a key that no server showed, and a key that changed
 * between the look and the click is not trusted either.
 */
export function createHostKeyTrust({ log }: { log: EventLog }) {
  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT when the last check saw no or another key */
    async trustHostKey(viewer: Viewer, serverId: string, offered: string): Promise<void> {
      guardServers(viewer, 'trustHostKey')
      const fingerprint = parseInput(fingerprintInput, offered, 'fingerprint')
      if (!isId(serverId)) throw notFound('server')
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Server" WHERE id = ${serverId} FOR UPDATE`
        const server = await tx.db.server.findUnique({ where: { id: serverId } })
        if (!server) throw notFound('server')
        if (server.hostKeyFingerprint === fingerprint) return
        const seen = (server.lastCheck as ServerCheck | null)?.hostKeyFingerprint ?? null
        if (seen !== fingerprint) {
          const what = seen ? `The last check saw the key ${seen}.` : 'No check has seen a key of this server yet.'
          throw conflict(`${what} Check the server again and compare.`, { hostKeyFingerprint: seen })
        }
        await tx.db.server.update({ where: { id: serverId }, data: { hostKeyFingerprint: fingerprint } })
        const known = server.hostKeyFingerprint
        await recordActivity(tx, viewer, {
          kind: known ? 'server.hostKeyReplaced' : 'server.hostKeyTrusted',
          subject: server.name,
          serverId,
          ...{ before: { hostKeyFingerprint: known }, after: { hostKeyFingerprint: fingerprint } },
          message: known
            ? `trusted the new host key ${fingerprint} of "${server.name}" instead of ${known}`
            : `trusted the host key ${fingerprint} of "${server.name}"`,
        })
      })
    },
  }
}
