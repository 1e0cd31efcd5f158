import type { Transaction } from '../../platform/database/database.ts'
import { contextOf } from './credentials.service.ts'

/** Seals again under the newest master key; null when it already lies under it. */
export type Reseal = (sealed: string, place: string) => string | null

/** Moves every credential to the newest master key. Returns how many were moved. */
export async function resealCredentials(db: Transaction, reseal: Reseal): Promise<number> {
  // Locked, so that a secret that somebody enters meanwhile is not overwritten by the one before it.
  const rows = await db.$queryRaw<{ id: string; sealed: string }[]>`SELECT id, sealed FROM "Credential" FOR UPDATE`
  let moved = 0
  for (const { id, sealed: before } of rows) {
    const sealed = reseal(before, contextOf(id))
    if (sealed === null) continue
    await db.$executeRaw`UPDATE "Credential" SET sealed = ${sealed} WHERE id = ${id}`
    moved += 1
  }
  return moved
}
