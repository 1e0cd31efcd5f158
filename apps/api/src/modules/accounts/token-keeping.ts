import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type CreateApiTokenInput, createApiTokenInput } from './accounts.input.ts'
import { ownedBy } from './accounts.policy.ts'
import type { createSessionLines } from './session-lines.ts'
import { hashToken, newToken } from './tokens.ts'

interface TokenPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  tell: Pick<ReturnType<typeof createSessionLines>, 'ended'>
  announce(userId: string, sessionId: string | null): void
}

/** What users do with their own API tokens and sessions. */
export function createTokenKeeping({ prisma, log, clock, tell, announce }: TokenPorts) {
  return {
    /** The token itself is in this answer only. */
    async createApiToken(viewer: Viewer, input: CreateApiTokenInput): Promise<{ id: string; token: string }> {
      const { name, expiresAt } = parseInput(createApiTokenInput(clock.now()), input, 'input')
      const token = newToken('apiToken')
      return log.transaction(async (tx) => {
        const { id } = await tx.db.apiToken.create({
          data: { name, tokenHash: hashToken(token), userId: viewer.userId, expiresAt: expiresAt ?? null },
        })
        await recordActivity(tx, viewer, {
          kind: 'apiToken.created',
          subject: name,
          subjectId: id,
          after: { name, expiresAt: expiresAt ?? null },
          message: `created the API token "${name}"`,
        })
        return { id, token }
      })
    },

    async revokeApiToken(viewer: Viewer, id: string): Promise<void> {
      const owned = { id, ...ownedBy(viewer) }
      const token = isId(id) ? await prisma.apiToken.findFirst({ where: owned }) : null
      if (!token) throw notFound('API token')
      await log.transaction(async (tx) => {
        await tx.db.apiToken.updateMany({ where: owned, data: { revokedAt: clock.now() } })
        await recordActivity(tx, viewer, {
          kind: 'apiToken.revoked',
          subject: token.name,
          subjectId: id,
          before: { name: token.name, expiresAt: token.expiresAt },
          message: `revoked the API token "${token.name}"`,
        })
        tx.afterCommit(() => announce(viewer.userId, null))
      })
    },

    async revokeSession(viewer: Viewer, id: string): Promise<void> {
      const owned = { id, ...ownedBy(viewer) }
      if (!isId(id)) throw notFound('session')
      await log.transaction(async (tx) => {
        const { count } = await tx.db.session.updateMany({ where: owned, data: { revokedAt: clock.now() } })
        if (count === 0) throw notFound('session')
        await tell.ended(tx, viewer, id, 'ended a session of theirs')
        tx.afterCommit(() => announce(viewer.userId, id))
      })
    },
  }
}
