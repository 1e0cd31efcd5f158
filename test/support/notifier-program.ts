import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { startNotifier } from './notifications.ts'

// A process that only delivers notifications, for tests that kill it.
const { DATABASE_URL = '', MIGRATIONS = '' } = process.env
const database = await openDatabase({ url: DATABASE_URL, migrations: MIGRATIONS })
await startNotifier({ database, bus: createInProcessBus(), clock: { now: () => new Date() } }, { timeoutMs: 10_000 })
console.log('the worker looks for notifications')
