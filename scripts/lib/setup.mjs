import { readFileSync } from 'node:fs'
import { step } from './console.mjs'
import { bin, run } from './process.mjs'
import { unlessFresh } from './stamp.mjs'

const stamps = 'node_modules/.sendoff'

/** The package manager in its pinned version, which npx brings: nothing has to be installed by hand. */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'))
  return run('npx', ['--yes', packageManager, ...args], {
    env: { CI: 'true', npm_config_update_notifier: 'false' },
    quiet: true,
  })
}

export const install = () =>
  unlessFresh({
    stamp: `${stamps}/install`,
    inputs: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'apps/api/package.json', 'apps/web/package.json'],
    outputs: ['node_modules/vite', 'node_modules/graphql', 'node_modules/prisma'],
    work: () => step('Installing packages', () => pnpm(['install', '--frozen-lockfile', '--reporter=append-only'])),
  })

/** The database client and the page's types, from the two schemas. */
export async function generate() {
  await unlessFresh({
    stamp: `${stamps}/prisma`,
    inputs: ['prisma/schema.prisma', 'pnpm-lock.yaml'],
    outputs: ['apps/api/src/platform/database/generated/client/client.ts'],
    work: () =>
      step('Generating the database client', () =>
        // Generating never runs the native schema engine, but insists that one exists and would download it.
        bin('prisma', ['generate', '--schema', 'prisma/schema.prisma'], {
          env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
          quiet: true,
        }),
      ),
  })
  await unlessFresh({
    stamp: `${stamps}/page-types`,
    inputs: ['apps/api/schema.graphql', 'apps/web/tsconfig.json', 'pnpm-lock.yaml'],
    outputs: ['apps/web/src/graphql/generated/introspection.d.ts'],
    work: () =>
      step("Generating the page's types", () => bin('gql.tada', ['generate-output'], { cwd: 'apps/web', quiet: true })),
  })
}

/** The server's bundle and the page. */
export async function build() {
  await unlessFresh({
    stamp: `${stamps}/api`,
    inputs: ['apps/api/src', 'prisma', 'scripts/lib', 'pnpm-lock.yaml'],
    outputs: ['main.js', 'worker.js', 'demo.js', 'empty-database'].map((name) => `apps/api/dist/${name}`),
    work: () => step('Building the server', async () => (await import('./build-api.mjs')).buildApi()),
  })
  await unlessFresh({
    stamp: `${stamps}/web`,
    inputs: ['apps/web', 'apps/api/schema.graphql', 'pnpm-lock.yaml'],
    outputs: ['apps/web/dist/index.html'],
    work: () =>
      step('Building the page', () => bin('vite', ['build', '--logLevel', 'warn'], { cwd: 'apps/web', quiet: true })),
  })
}
