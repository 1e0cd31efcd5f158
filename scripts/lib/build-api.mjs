import { cpSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/** One file per process; packages stay outside, so that native parts and licences stay where npm put them. */
export async function buildApi() {
  rmSync('apps/api/dist', { recursive: true, force: true })
  await build({
    entryPoints: {
      main: 'apps/api/src/main.ts',
      worker: 'apps/api/src/worker.ts',
      demo: 'apps/api/src/demo/main.ts',
    },
    outdir: 'apps/api/dist',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'warning',
  })
  // Started as a thread by its own path, which is beside the bundle.
  cpSync('apps/api/src/platform/database/pglite-worker.mjs', 'apps/api/dist/pglite-worker.mjs')
}
