import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import { forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { mayShipTo } from '../releases/release.policy.ts'

/** What has to be read of a server to judge who may work on it by hand. */
export const accessSelect = {
  id: true,
  name: true,
  // In the order that `Server.environments` has: one read serves both.
  environments: { orderBy: { environmentId: 'asc' }, select: { environment: { select: { id: true, kind: true } } } },
} as const satisfies Prisma.ServerSelect

export type ServerWithUses = Prisma.ServerGetPayload<{ select: typeof accessSelect }>

/** A PRODUCTION environment ships to it: what is done there asks to be confirmed. */
export const isProduction = ({ environments }: Pick<ServerWithUses, 'environments'>) =>
  environments.some(({ environment }) => environment.kind === 'PRODUCTION')

/**
 * Whether somebody may run commands, open a terminal and move files there: OPERATORs everywhere; a DEVELOPER where they may
 * ship to every environment that uses the server, by role or by grant, and there is one.
 */
export const mayOperate = (viewer: Viewer, { environments }: Pick<ServerWithUses, 'environments'>) =>
  hasRole(viewer, 'OPERATOR') ||
  (hasRole(viewer, 'DEVELOPER') &&
    environments.length > 0 &&
    environments.every(({ environment }) => mayShipTo(viewer, environment)))

/**
 * The servers in the order of their ids, all of them or none. `doWhat` goes before a name, such as `run commands on`.
 * @throws CallerError NOT_FOUND, FORBIDDEN
 */
export async function requireAccess(
  db: Pick<PrismaClient, 'server'>,
  viewer: Viewer,
  ids: readonly string[],
  doWhat: string,
): Promise<ServerWithUses[]> {
  const found = await db.server.findMany({ where: { id: { in: ids.filter(isId) } }, select: accessSelect })
  const byId = new Map(found.map((server) => [server.id, server]))
  return ids.map((id) => {
    const server = byId.get(id)
    if (!server) throw notFound('server')
    if (!mayOperate(viewer, server)) throw forbidden(`${doWhat} "${server.name}"`, 'OPERATOR, or a grant')
    return server
  })
}
