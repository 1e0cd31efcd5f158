import type { Services } from '../compose.ts'
import { askerOf } from '../modules/kernel/viewer.ts'

/** A token of the first administrator for as long as the demo's script runs; afterwards it is worth nothing. */
export async function borrowToken({ accounts, database }: Pick<Services, 'accounts' | 'database'>) {
  const user = await database.prisma.user.findFirstOrThrow({
    where: { role: 'ADMIN', disabledAt: null },
    orderBy: { createdAt: 'asc' },
  })
  const viewer = askerOf(user)
  const { id, token } = await accounts.createApiToken(viewer, {
    name: 'demo script',
    expiresAt: new Date(Date.now() + 3_600_000),
  })
  return { token, giveBack: () => accounts.revokeApiToken(viewer, id) }
}
