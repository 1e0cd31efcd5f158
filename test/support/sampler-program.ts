import { readFileSync } from 'node:fs'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { openTestApi } from './execute.ts'
import { EVERY_SECOND, startSampling } from './sampled-fleet.ts'

// A process that only samples, for tests that kill it. What servers say stands in a file.
const { DATABASE_URL = '', MIGRATIONS = '', LOAD_FILE = '', LEASE_MS = '3000' } = process.env
const database = await openDatabase({ url: DATABASE_URL, migrations: MIGRATIONS })
const { services, bus } = await openTestApi({ database, metrics: EVERY_SECOND })
await startSampling(services, bus, {
  leaseMs: Number(LEASE_MS),
  through: () => ({
    async open() {
      return {
        batch: async () => `uptime ${process.uptime()} 0\nload ${readFileSync(LOAD_FILE, 'utf8').trim()} 0 0 1/1 1\n`,
        alive: true,
        close: async () => {},
      }
    },
  }),
})
console.log('the worker samples')
