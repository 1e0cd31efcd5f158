import { step } from './console.mjs'
import { bin } from './process.mjs'
import { checkSizes } from './sizes.mjs'

/** Everything that is judged without running the product. */
export async function runChecks() {
  await step('Format and lint', () => bin('@biomejs/biome#biome', ['ci', '--diagnostic-level=warn', '.']))
  // The page's types take as long as the two others together.
  await Promise.all([
    step('Types of the page', () => bin('vue-tsc', ['-p', 'apps/web'])),
    step('Types of the server', () => bin('typescript#tsc', ['-p', 'apps/api'])).then(() =>
      step('Types of the tests', () => bin('typescript#tsc', ['-p', 'test'])),
    ),
  ])
  await step('Who may import whom', () =>
    bin('dependency-cruiser#depcruise', [
      '--config',
      '.dependency-cruiser.cjs',
      'apps/api/src',
      'apps/web/src',
      'test',
    ]),
  )
  await step('Size budget', checkSizes)
}
