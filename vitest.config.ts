import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// graphql-js must be loaded once: Vite would take its ES modules for our files while dependencies get its CommonJS ones.
const resolve = { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] }

/** Left alone, vitest runs one file at a time on two processors. */
const WORKERS = Math.max(2, availableParallelism() - 1)

/** `expect.poll` gives up after a second if nobody says otherwise: a bound for what never comes, not for how fast it comes. */
const patient = { poll: { timeout: 30_000 } }

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
          testTimeout: 120_000,
          expect: patient,
          hookTimeout: 120_000,
          pool: 'forks',
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          expect: patient,
          hookTimeout: 180_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
