import type { Config } from '../config.ts'
import type { Database } from '../platform/database/database.ts'
import { openDatabase } from '../platform/database/open.ts'
import { loadMasterKeyFile } from '../platform/secrets/master-key-file.ts'
import { createSecretBox, type SecretBox } from '../platform/secrets/secret-box.ts'

/** What is kept, and the key to what is kept secret. Servers and commands open the same. */
export async function openStorage(
  config: Config,
  onError: (error: Error, fatal: boolean) => void,
): Promise<{ database: Database; secrets: SecretBox }> {
  const { data, databaseUrl, databasePool, migrations, preparedDatabases } = config
  const secrets = createSecretBox(config.masterKeys ?? (await loadMasterKeyFile(data)))
  const database = await openDatabase(
    databaseUrl
      ? { url: databaseUrl, poolSize: databasePool, migrations, onError }
      : { directory: data, prepared: preparedDatabases, migrations, onError },
  )
  return { database, secrets }
}
