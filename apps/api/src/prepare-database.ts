import { emptyDatabaseKey, keepEmptyDatabase } from './platform/database/empty-database.ts'
import { openDatabase } from './platform/database/open.ts'

// Run by the build: puts an empty, migrated embedded database beside the bundle.
const [directory, migrations] = process.argv.slice(2)
if (!directory || !migrations) throw new Error('Usage: prepare-database <directory> <migrations>')
await keepEmptyDatabase(directory, await emptyDatabaseKey(migrations), async (data) => {
  const database = await openDatabase({ directory: data, migrations })
  await database.close()
})
