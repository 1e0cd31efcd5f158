import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// graphql-js must be loaded once: Vite would take its ES modules for our files while dependencies get its CommonJS ones.
const resolve = { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] }

/** Left alone, vitest runs one file at a time on two processors. */
const WORKERS = Math.max(2, availableParallelism() - 1)

/** What kills processes, chokes links, floods or measures: it must not share the processor with another file. */
const alone = [
  'test/integration/{engine,ssh,topology}/**/*.test.ts',
  'test/integration/chat/{faults,page-client,presence,reconnect,stalled}.test.ts',
  'test/integration/database/{death,event-loop}.test.ts',
  'test/integration/releases/{control,drift,ends,queue,rollout,sending,warm,worker}.test.ts',
  'test/integration/{terminals/ends,files/transfers}.test.ts',
  'test/integration/{backup,cookbook,install-aria2,interrupt,process-life,stalled-clients}.test.ts',
  'test/integration/**/{delivery,killed-*,races,streams-*,swarm-*,two-workers}.test.ts',
]

// Unit tests stand beside the code (`*.test.ts`); what needs real servers, databases and browsers lives in test/.
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['apps/*/src/**/*.test.ts'],
          testTimeout: 20_000,
          maxWorkers: WORKERS,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: alone,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          pool: 'forks',
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
