import { expect, test } from 'vitest'
import { readLog } from './history.ts'

test('what a commit says of itself is cut to what a list can show', async () => {
  const commit = [
    'c'.repeat(40),
    'a'.repeat(100_000),
    '2030-01-01T00:00:00Z',
    `${'s'.repeat(999)}🍵${'s'.repeat(100_000)}`,
    '',
  ]
  const [read] = await readLog(async () => commit.join('\0'), 'refs/heads/main', 1)
  expect([read?.author.length, read?.subject.length]).toEqual([200, 999])
})
