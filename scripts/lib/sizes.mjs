import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { say } from './console.mjs'

const budget = { median: 45, p90: 160, file: 300, test: 400 }
const isTest = (file) => file.startsWith('test/') || file.endsWith('.test.ts')

/** Small rooms: architecture.md's size budget over all source files that git knows. */
export function checkSizes() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.vue', '*.mjs'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean)
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  const sorted = files.map((f) => f.lines).sort((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const long = files.filter((f) => f.lines > (isTest(f.file) ? budget.test : budget.file))
  say(`  ${files.length} files, median ${at(0.5)} lines (≤ ${budget.median}), p90 ${at(0.9)} (≤ ${budget.p90})`)
  const faults = long.map((f) => `${f.file} has ${f.lines} lines`)
  if (at(0.5) > budget.median) faults.push(`the median is ${at(0.5)} lines`)
  if (at(0.9) > budget.p90) faults.push(`the 90th percentile is ${at(0.9)} lines`)
  if (faults.length > 0) throw new Error(`Over the size budget: ${faults.join('; ')}. Split what has two jobs.`)
}
