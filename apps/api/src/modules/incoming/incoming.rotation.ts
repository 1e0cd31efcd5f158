import type { Transaction } from '../../platform/database/database.ts'
import type { Reseal } from '../credentials/credentials.rotation.ts'
import { contextOf } from './incoming-keeping.ts'

/** Moves the secret of every incoming webhook to the newest master key. Returns how many were moved. */
export async function resealIncoming(db: Transaction, reseal: Reseal): Promise<number> {
  const rows = await db.$queryRaw<{ id: string; sealed: string }[]>`
    SELECT id, sealed FROM "IncomingHook" FOR NO KEY UPDATE`
  let moved = 0
  for (const { id, sealed: before } of rows) {
    const sealed = reseal(before, contextOf(id))
    if (sealed === null) continue
    await db.$executeRaw`UPDATE "IncomingHook" SET sealed = ${sealed} WHERE id = ${id}`
    moved += 1
  }
  return moved
}
