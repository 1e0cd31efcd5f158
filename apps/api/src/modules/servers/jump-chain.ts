import type { Transaction } from '../../platform/database/database.ts'
import { badInput } from '../kernel/errors.ts'

/** More hops than anybody needs; each costs a connection of its own. */
export const MAX_HOPS = 4

/**
 * Refuses a jump server that does not exist, leads back to the server itself or makes the chain too long. Chains are changed
 * one at a time (an advisory lock), or two changes at once could close a ring that neither sees.
 * @throws CallerError BAD_USER_INPUT
 */
export async function requireSoundJump(db: Transaction, serverId: string | null, jumpServerId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(5343001)`
  const refuse = (message: string) => badInput([{ path: 'input.jumpServerId', message }])
  let next: string | null = jumpServerId
  for (let hops = 1; next !== null; hops++) {
    if (next === serverId) throw refuse('This way leads back to the server itself.')
    if (hops > MAX_HOPS) throw refuse(`Go through at most ${MAX_HOPS} servers.`)
    const via: { jumpServerId: string | null } | null = await db.server.findUnique({
      where: { id: next },
      select: { jumpServerId: true },
    })
    if (!via) throw refuse('There is no server with this id.')
    next = via.jumpServerId
  }
}
