import { commandOutputStream } from './command.events.ts'
import type { CommandPorts } from './commands.ports.ts'

const CLEARED_AT_ONCE = 200

/** What runs printed is not kept for ever; that they ran, where and how they ended is. */
export function createOutputClearing({ log, limits }: Pick<CommandPorts, 'log' | 'limits'>) {
  return {
    /** Any number of workers may do it at once. */
    async clearOldOutput(): Promise<void> {
      for (let cleared = CLEARED_AT_ONCE; cleared === CLEARED_AT_ONCE; ) {
        cleared = await log.transaction(async (tx) => {
          const runs = await tx.db.$queryRaw<{ id: string }[]>`
            SELECT id FROM "CommandRun" WHERE "outputClearedAt" IS NULL
              AND "finishedAt" < (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(days => ${limits.keepDays}::int)
            ORDER BY "finishedAt" LIMIT ${CLEARED_AT_ONCE} FOR UPDATE SKIP LOCKED`
          const ids = runs.map(({ id }) => id)
          await tx.db.stream.deleteMany({ where: { id: { in: ids.map(commandOutputStream) } } })
          await tx.db.$executeRaw`
            UPDATE "CommandRun" SET "outputClearedAt" = clock_timestamp() AT TIME ZONE 'UTC' WHERE id = ANY(${ids})`
          return ids.length
        })
      }
    },
  }
}
