import type { Transaction } from '../../platform/database/database.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { pathsCollide } from './remote-path.ts'

export interface Placement {
  /** Null for one that is about to be created. */
  environmentId: string | null
  path: string
  serverIds: string[]
  /** Where it stands in the input, such as `input.environments.0`. */
  at: string
}

/**
 * Makes sure that servers exist and that no two environments write to the same directory of a server. Placements are judged
 * one at a time (an advisory lock), or two that are saved at once would not see each other.
 * @throws CallerError BAD_USER_INPUT, CONFLICT
 */
export async function requireFreePlace(db: Transaction, placement: Placement): Promise<void> {
  const { environmentId, path, serverIds, at } = placement
  await db.$executeRaw`SELECT pg_advisory_xact_lock(5343002)`
  const servers = await db.server.findMany({ where: { id: { in: serverIds } }, select: { id: true, name: true } })
  const known = new Map(servers.map((server) => [server.id, server.name]))
  const missing = serverIds.flatMap((id, i) =>
    known.has(id) ? [] : [{ path: `${at}.serverIds.${i}`, message: 'There is no server with this id.' }],
  )
  if (missing.length > 0) throw badInput(missing)
  const neighbours = await db.environmentServer.findMany({
    where: { serverId: { in: serverIds }, environmentId: { not: environmentId ?? undefined } },
    select: {
      serverId: true,
      environment: { select: { id: true, name: true, path: true, project: { select: { title: true } } } },
    },
  })
  const taken = neighbours.find(({ environment }) => pathsCollide(environment.path, path))
  if (!taken) return requireNoReleaseThere(db, placement, known)
  const owner = `${taken.environment.project.title} / ${taken.environment.name}`
  throw conflict(
    `${path} on "${known.get(taken.serverId)}" belongs to ${owner} (${taken.environment.path}). Choose another path.`,
    {
      field: `${at}.path`,
      environmentId: taken.environment.id,
      serverId: taken.serverId,
    },
  )
}

/**
 * A release that waits or runs ships to where its environment was when it was created; until it has ended nobody else may
 * move in there.
 */
async function requireNoReleaseThere(
  db: Transaction,
  { environmentId, path, serverIds, at }: Placement,
  names: Map<string, string>,
): Promise<void> {
  const onTheirWay = await db.$queryRaw<{ id: string; number: number; path: string; serverId: string }[]>`
    SELECT r.id, r.number, r.snapshot ->> 'path' AS path, t."serverId" FROM "Release" r
    JOIN "ReleaseTarget" t ON t."releaseId" = r.id
    WHERE r.status IN ('QUEUED', 'WAITING_APPROVAL', 'SCHEDULED', 'RUNNING', 'CANCELLING')
      AND r."environmentId" IS DISTINCT FROM ${environmentId} AND t."serverId" = ANY(${serverIds})
    ORDER BY r.number`
  const release = onTheirWay.find((other) => pathsCollide(other.path, path))
  if (!release) return
  throw conflict(
    `Release #${release.number} still ships to ${release.path} on "${names.get(release.serverId)}". Wait for its end, cancel it, or choose another path.`,
    { field: `${at}.path`, releaseId: release.id, serverId: release.serverId },
  )
}
