import type { LogTransaction } from '../../../streams/event-log.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'

/**
 * Fixes the version of the variables at the moment at which a release begins: a secret that was exchanged while it waited must not
 * come back with it. What repeats an earlier release keeps the version of that. The environment's row is locked, so nobody
 * changes variables between this and the beginning.
 */
export async function fixVariables(tx: LogTransaction, releaseId: string): Promise<void> {
  const [fixed] = await tx.db.$queryRaw<{ before: number; now: number }[]>`
    UPDATE "Release" r
    SET snapshot = (r.snapshot - 'variablesOpen') || jsonb_build_object('variablesVersion', e."variablesVersion")
    FROM "Environment" e, "Release" old
    WHERE r.id = ${releaseId} AND old.id = r.id AND e.id = r."environmentId" AND r.snapshot ->> 'variablesOpen' = 'true'
    RETURNING (old.snapshot ->> 'variablesVersion')::int AS before, e."variablesVersion" AS now`
  if (!fixed || fixed.before === fixed.now) return
  const { before, now } = fixed
  const message = `Variables were changed while it waited: it runs with version ${now}, not ${before}.`
  await tx.append(releaseStream(releaseId), [releaseChanged('QUEUED', message)])
}
