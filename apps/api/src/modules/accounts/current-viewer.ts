import type { PrismaClient } from '../../platform/database/database.ts'
import { askerOf, type Viewer } from '../kernel/viewer.ts'

/** A user with what they are granted now. */
export const withGrants = (now: Date) =>
  ({
    include: { grants: { where: { revokedAt: null, endsAt: { gt: now } }, select: { environmentId: true } } },
  }) as const

/** Somebody as they are now, whatever they were when something of theirs began; null: gone or disabled. */
export async function currentViewer(
  db: Pick<PrismaClient, 'user'>,
  userId: string,
  now = new Date(),
): Promise<Viewer | null> {
  const user = await db.user.findFirst({ where: { id: userId, disabledAt: null }, ...withGrants(now) })
  return (
    user && {
      ...askerOf(user),
      gitEmails: user.gitEmails,
      grantedEnvironmentIds: user.grants.map(({ environmentId }) => environmentId),
    }
  )
}
