import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { say, step } from './console.mjs'
import { bin } from './process.mjs'
import { requireTestTools } from './requirements.mjs'

const projects = ['unit', 'integration', 'e2e']

/**
 * All tests, one kind after the other so that they do not take each other's processor. `npm test -- unit` runs one kind,
 * further words go to vitest. The closing line counts them all; it fails when one fails or when none ran.
 */
export async function runTests(args) {
  await requireTestTools()
  const chosen = projects.filter((name) => args.includes(name))
  const rest = args.filter((word) => !projects.includes(word))
  const totals = { passed: 0, failed: 0, skipped: 0, failures: [] }
  const broken = []
  mkdirSync('test-results', { recursive: true })
  for (const project of chosen.length > 0 ? chosen : projects) {
    const report = `test-results/${project}.json`
    rmSync(report, { force: true })
    await step(`Tests: ${project}`, async () => {
      const words = [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]
      await bin('vitest', [...words, ...rest]).catch(() => broken.push(project))
    })
    count(report, totals, broken, project)
  }
  if (totals.passed + totals.failed === 0) broken.push('no test ran')
  if (broken.length > 0) say(`Not green: ${[...new Set(broken)].join(', ')}`)
  for (const failure of totals.failures) say(failure)
  say(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  if (broken.length > 0 || totals.failed > 0) process.exit(1)
}

function count(report, totals, broken, project) {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    totals.passed += result.numPassedTests
    // A file that broke before its tests could run counts as one failure.
    const broke = ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((one) => one.status !== 'failed')
    totals.failed += result.numFailedTests + result.testResults.filter(broke).length
    // Said again at the end: of a long run often only the end is kept.
    for (const { name, message, assertionResults, status } of result.testResults) {
      if (broke({ status, assertionResults })) totals.failures.push(`✗ ${name}\n${beginning(message)}`)
      for (const test of assertionResults.filter((one) => one.status === 'failed'))
        totals.failures.push(`✗ ${name} > ${test.fullName}\n${beginning(test.failureMessages.join('\n'))}`)
    }
    totals.skipped += result.numPendingTests + (result.numTodoTests ?? 0)
    if (!result.success) broken.push(project)
  } catch {
    broken.push(`${project} left no report`)
  }
}

const beginning = (text) => text.split('\n').slice(0, 12).join('\n')
