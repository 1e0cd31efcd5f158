import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Bundles a small program that may import from the sources, as the product is bundled, so that a test can start it as a real
 * process and kill it. Paths in the program are from the repository's root.
 */
export async function bundleProgram(source: string): Promise<{ file: string; remove(): Promise<void> }> {
  // Inside the server's package, so that the packages left outside are found as the product finds them.
  const directory = await mkdtemp(path.join(root, 'node_modules', '.sendoff-test-'))
  const file = path.join(directory, 'program.mjs')
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  })
  return { file, remove: () => rm(directory, { recursive: true, force: true }) }
}
