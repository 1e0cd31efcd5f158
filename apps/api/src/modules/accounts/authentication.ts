import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { Role, Viewer } from '../kernel/viewer.ts'
import { withGrants } from './current-viewer.ts'
import { hashToken, kindOfToken } from './tokens.ts'

/** How long a token is believed without asking: with it, a revocation holds within a second even if every hint is lost. */
const BELIEVED_MS = 1000
const MAX_BELIEVED = 10_000
const TOUCH_EVERY_MS = 60_000
export const SESSION_MS = 30 * 24 * 3600_000

interface Believed {
  viewer: Viewer
  readAt: number
}

interface Account {
  id: string
  username: string
  displayName: string
  role: Role
  disabledAt: Date | null
  gitEmails: string[]
  grants: { environmentId: string }[]
}

/** Who a token stands for. Forgets at once on `forget`, and by itself after a second. */
export function createAuthentication({ prisma, clock }: { prisma: PrismaClient; clock: Clock }) {
  const believed = new Map<string, Believed>()
  let touchedAt = 0

  const viewerOf = (user: Account, origin: Pick<Viewer, 'sessionId' | 'apiTokenId'>): Viewer => ({
    userId: user.id,
    username: user.username,
    displayName: user.displayName,
    role: user.role,
    gitEmails: user.gitEmails,
    grantedEnvironmentIds: user.grants.map(({ environmentId }) => environmentId),
    ...origin,
  })

  async function viewerOfSession(tokenHash: string, now: Date): Promise<Viewer | null> {
    const session = await prisma.session.findUnique({ where: { tokenHash }, include: { user: withGrants(now) } })
    if (!session || session.revokedAt || session.expiresAt <= now || session.user.disabledAt) return null
    if (now.getTime() - session.lastSeenAt.getTime() > TOUCH_EVERY_MS) {
      await prisma.session.updateMany({
        where: { id: session.id },
        data: { lastSeenAt: now, expiresAt: new Date(now.getTime() + SESSION_MS) },
      })
    }
    return viewerOf(session.user, { sessionId: session.id, apiTokenId: null })
  }

  async function viewerOfApiToken(tokenHash: string, now: Date): Promise<Viewer | null> {
    const token = await prisma.apiToken.findUnique({ where: { tokenHash }, include: { user: withGrants(now) } })
    if (!token || token.revokedAt || (token.expiresAt && token.expiresAt <= now) || token.user.disabledAt) return null
    if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() > TOUCH_EVERY_MS) {
      await prisma.apiToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: now } })
    }
    return viewerOf(token.user, { sessionId: null, apiTokenId: token.id })
  }

  return {
    /** Null for everything that is not a token in force. */
    async authenticate(token: string): Promise<Viewer | null> {
      const kind = kindOfToken(token)
      if (!kind) return null
      const tokenHash = hashToken(token)
      const now = clock.now()
      const known = believed.get(tokenHash)
      if (known && now.getTime() - known.readAt < BELIEVED_MS) return known.viewer
      const viewer = await (kind === 'session' ? viewerOfSession(tokenHash, now) : viewerOfApiToken(tokenHash, now))
      believed.delete(tokenHash)
      if (viewer) believed.set(tokenHash, { viewer, readAt: now.getTime() })
      if (believed.size > MAX_BELIEVED) believed.clear()
      return viewer
    },
    /** For live streams, which outlast the request that opened them: is its session or token still good? Asks the database. */
    async isInForce(viewer: Viewer): Promise<boolean> {
      const now = clock.now()
      const unexpired = { id: viewer.userId, disabledAt: null, role: viewer.role }
      const found = viewer.sessionId
        ? await prisma.session.count({
            where: { id: viewer.sessionId, revokedAt: null, expiresAt: { gt: now }, user: unexpired },
          })
        : await prisma.apiToken.count({
            where: {
              id: viewer.apiTokenId ?? '',
              revokedAt: null,
              OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
              user: unexpired,
            },
          })
      return found > 0
    },
    /**
     * For everybody who is connected: the present role behind each session and API token that is still in force, by its id,
     * by one statement. Once a minute it also counts as a visit, so that a session that is only looked at does not run out.
     */
    async rolesInForce(viewers: readonly Viewer[]): Promise<Map<string, Role>> {
      const sessionIds = viewers.flatMap(({ sessionId }) => sessionId ?? [])
      const tokenIds = viewers.flatMap(({ apiTokenId }) => apiTokenId ?? [])
      const now = clock.now()
      if (now.getTime() - touchedAt > TOUCH_EVERY_MS && sessionIds.length > 0) {
        touchedAt = now.getTime()
        await prisma.session.updateMany({
          where: { id: { in: sessionIds }, revokedAt: null, expiresAt: { gt: now } },
          data: { lastSeenAt: now, expiresAt: new Date(now.getTime() + SESSION_MS) },
        })
      }
      const rows = await prisma.$queryRaw<{ id: string; role: Role }[]>`
        WITH origin AS (
          SELECT id, "userId" FROM "Session"
          WHERE id = ANY(${sessionIds}) AND "revokedAt" IS NULL
            AND "expiresAt" > ${now.toISOString()}::timestamptz AT TIME ZONE 'UTC'
          UNION ALL
          SELECT id, "userId" FROM "ApiToken"
          WHERE id = ANY(${tokenIds}) AND "revokedAt" IS NULL
            AND COALESCE("expiresAt" > ${now.toISOString()}::timestamptz AT TIME ZONE 'UTC', true)
        )
        SELECT origin.id, "User".role::text AS role FROM origin JOIN "User" ON "User".id = origin."userId"
        WHERE "User"."disabledAt" IS NULL`
      return new Map(rows.map(({ id, role }) => [id, role]))
    },
    forget(userId: string): void {
      for (const [hash, { viewer }] of believed) if (viewer.userId === userId) believed.delete(hash)
    },
  }
}
