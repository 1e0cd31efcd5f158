import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { node } from './process.mjs'

const dist = 'apps/api/dist'
/** Making it takes seconds; it is made anew only when it does not fit the migrations or PGlite any more. */
const emptyDatabase = 'empty-database'

/** One file per process; packages stay outside, so that native parts and licences stay where npm put them. */
export async function buildApi() {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    if (name !== emptyDatabase) rmSync(`${dist}/${name}`, { recursive: true })
  }
  await build({
    entryPoints: {
      main: 'apps/api/src/main.ts',
      worker: 'apps/api/src/worker.ts',
      demo: 'apps/api/src/demo/main.ts',
      'prepare-database': 'apps/api/src/prepare-database.ts',
    },
    outdir: dist,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'warning',
  })
  // Started as a thread by its own path, which is beside the bundle.
  cpSync('apps/api/src/platform/database/pglite-worker.mjs', `${dist}/pglite-worker.mjs`)
  await node(`${dist}/prepare-database.js`, [`${dist}/${emptyDatabase}`, 'prisma/migrations'])
}
