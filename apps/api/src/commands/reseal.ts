import { openStorage } from '../compose/storage.ts'
import type { Config } from '../config.ts'
import { resealCredentials } from '../modules/credentials/credentials.rotation.ts'
import { resealVariables } from '../modules/environments/variables.rotation.ts'
import { resealIncoming } from '../modules/incoming/incoming.rotation.ts'
import { resealHooks } from '../modules/notifications/notifications.rotation.ts'
import type { Database } from '../platform/database/database.ts'
import type { SecretBox } from '../platform/secrets/secret-box.ts'

const TIMEOUT_MS = 10 * 60_000

/** Moves everything sealed to the newest master key: all of it or nothing. Again, it finds nothing to do. */
export const resealAll = ({ prisma }: Pick<Database, 'prisma'>, { reseal }: Pick<SecretBox, 'reseal'>) =>
  prisma.$transaction(
    async (db) => ({
      credentials: await resealCredentials(db, reseal),
      variables: await resealVariables(db, reseal),
      hooks: await resealHooks(db, reseal),
      incoming: await resealIncoming(db, reseal),
    }),
    { timeout: TIMEOUT_MS, maxWait: 30_000 },
  )

/** `reseal`: the second step of a change of the master key, see docs/self-hosting.md. */
export async function reseal(config: Config): Promise<string> {
  const { database, secrets } = await openStorage(config, (error) => process.stderr.write(`${error.message}\n`))
  try {
    const { credentials, variables, hooks, incoming } = await resealAll(database, secrets)
    return (
      `Sealed under the newest master key: ${credentials} credentials, ${variables} secret variables, ${hooks} notification addresses and ${incoming} webhook secrets; ` +
      'all others were already. The former keys are no longer needed.'
    )
  } finally {
    await database.close()
  }
}
