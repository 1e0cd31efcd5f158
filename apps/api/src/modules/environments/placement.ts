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
  if (!taken) return
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
