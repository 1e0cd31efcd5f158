import { openStorage } from '../compose/storage.ts'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/database.ts'

/** Seconds are counted from here, so that they fit into an Int of GraphQL for the rest of the century. */
const BEGINNING = Date.UTC(2025, 0, 1)

/**
 * Gives every stream an epoch that it never had. Not just the next one: the same backup may be restored twice, and whoever
 * listened in between has learnt the next one already.
 */
export async function raiseEpochs({ sql }: Pick<Database, 'sql'>, now: Date): Promise<number> {
  const seconds = Math.floor((now.getTime() - BEGINNING) / 1_000)
  const { rows } = await sql.query<{ id: string }>(
    'UPDATE "Stream" SET epoch = GREATEST(epoch + 1, $1::int) RETURNING id',
    [seconds],
  )
  return rows.length
}

/** `restored`: the last step of restoring a backup, see docs/self-hosting.md. */
export async function restored(config: Config): Promise<string> {
  const { database } = await openStorage(config, (error) => process.stderr.write(`${error.message}\n`))
  try {
    const streams = await raiseEpochs(database, new Date())
    return `All who followed one of the ${streams} streams before the restore will load it anew. Start Sendoff now.`
  } finally {
    await database.close()
  }
}
