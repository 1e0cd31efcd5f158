import type { Prisma, PrismaClient, Transaction } from '../../../platform/database/database.ts'
import { CallerError, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'

const include = {
  project: true,
  servers: {
    include: { server: { select: { id: true, name: true, host: true, labels: true } } },
    orderBy: { position: 'asc' },
  },
  probes: true,
  liveRelease: { select: { id: true, number: true, kind: true, directory: true, commit: true, originId: true } },
} satisfies Prisma.EnvironmentInclude

/** An environment with everything that a new release fixes. */
export type EnvironmentFacts = Prisma.EnvironmentGetPayload<{ include: typeof include }>

/** @throws CallerError NOT_FOUND */
export async function environmentFacts(
  prisma: Pick<Transaction, 'environment'>,
  id: string,
): Promise<EnvironmentFacts> {
  const found = isId(id) ? await prisma.environment.findUnique({ where: { id }, include }) : null
  if (!found) throw notFound('environment')
  return found
}

/** @throws CallerError LOCKED with who, why and until when */
export async function assertUnlocked(prisma: PrismaClient, environment: EnvironmentFacts, now: Date): Promise<void> {
  const { lockReason: reason, lockedUntil: until, lockedById } = environment
  if (reason === null || (until !== null && until <= now)) return
  const locker = lockedById
    ? await prisma.user.findUnique({ where: { id: lockedById }, select: { displayName: true } })
    : null
  const by = locker?.displayName ?? (environment.lockReleaseId ? 'Sendoff' : null)
  throw new CallerError(
    'LOCKED',
    `${environment.name} is locked${by ? ` by ${by}` : ''}${until ? ` until ${until.toISOString()}` : ''}: ${reason.replace(/\.$/, '')}. ` +
      'Wait, or unlock the environment first.',
    { reason, by, until: until?.toISOString() ?? null, lockedAt: environment.lockedAt?.toISOString() ?? null },
  )
}
