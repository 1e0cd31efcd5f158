import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { say } from './console.mjs'

/** Lines of code: blank lines and comments are free, so that explaining never costs. Tests may be longer, and only that. */
const budget = { median: 45, p90: 160, file: 300, test: 400 }
const isTest = (file) => file.startsWith('test/') || file.endsWith('.test.ts')

function linesOfCode(text) {
  const bare = text.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
  return bare.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length
}

/** Small rooms: the size budget over all source files that git knows. */
export function checkSizes() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.vue', '*.mjs'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean)
    .map((file) => ({ file, lines: linesOfCode(readFileSync(file, 'utf8')) }))
  const product = files.filter(({ file }) => !isTest(file)).map(({ lines }) => lines)
  product.sort((a, b) => a - b)
  const at = (share) => product[Math.floor((product.length - 1) * share)] ?? 0
  say(
    `  ${files.length} files, ${product.length} of the product: median ${at(0.5)} lines (≤ ${budget.median}), p90 ${at(0.9)} (≤ ${budget.p90})`,
  )
  const faults = files
    .filter(({ file, lines }) => lines > (isTest(file) ? budget.test : budget.file))
    .map(({ file, lines }) => `${file} has ${lines} lines`)
  if (at(0.5) > budget.median) faults.push(`the median is ${at(0.5)} lines`)
  if (at(0.9) > budget.p90) faults.push(`the 90th percentile is ${at(0.9)} lines`)
  if (faults.length > 0) throw new Error(`Over the size budget: ${faults.join('; ')}. Split what has two jobs.`)
}
