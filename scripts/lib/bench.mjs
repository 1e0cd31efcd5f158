import { cpSync, existsSync, readdirSync } from 'node:fs'
import { build } from 'esbuild'
import { fail } from './console.mjs'
import { node } from './process.mjs'

/** `npm run bench -- release`: bundles test/bench/<name>.ts and runs it; without a name it says which there are. */
export async function runBench([name, ...args]) {
  const known = readdirSync('test/bench')
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.replace('.bench.ts', ''))
  if (!name || !existsSync(`test/bench/${name}.bench.ts`)) {
    fail(`Which benchmark? There are: ${known.join(', ')}. For example: npm run bench -- ${known[0]}`)
  }
  // Beside its source, so that paths relative to the file still hold.
  const outfile = `test/bench/.${name}.mjs`
  await build({
    entryPoints: [`test/bench/${name}.bench.ts`],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  // The embedded database looks for its worker beside the program.
  cpSync('apps/api/src/platform/database/pglite-worker.mjs', 'test/bench/pglite-worker.mjs')
  await node(outfile, args)
}
