import type { Transaction } from '../../platform/database/database.ts'
import type { Reseal } from '../credentials/credentials.rotation.ts'
import { contextOf } from './variable-versions.ts'

interface SecretVariable {
  environmentId: string
  name: string
  since: number
  sealed: string
}

/** Moves the value of every secret variable, former ones too, to the newest master key. Returns how many were moved. */
export async function resealVariables(db: Transaction, reseal: Reseal): Promise<number> {
  const rows = await db.$queryRaw<SecretVariable[]>`
    SELECT "environmentId", name, since, sealed FROM "EnvironmentVariable" WHERE sealed IS NOT NULL FOR UPDATE`
  let moved = 0
  for (const { environmentId, name, since, sealed: before } of rows) {
    const sealed = reseal(before, contextOf(environmentId, name))
    if (sealed === null) continue
    await db.$executeRaw`
      UPDATE "EnvironmentVariable" SET sealed = ${sealed}
      WHERE "environmentId" = ${environmentId} AND name = ${name} AND since = ${since}`
    moved += 1
  }
  return moved
}
