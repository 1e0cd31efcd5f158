import { expect, test } from 'vitest'
import { readLog } from './history.ts'
import { createTurns } from './turns.ts'

test('never more at once than allowed, all in their order, failures included', async () => {
  const inTurn = createTurns(2)
  let running = 0
  let most = 0
  const begun: number[] = []
  const work = (n: number) => async () => {
    begun.push(n)
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    if (n % 3 === 0) throw new Error('failed')
    return n
  }
  const ended = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((n) => inTurn(work(n))))
  expect(most).toBe(2)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(ended.map(({ status }) => status === 'rejected')).toEqual([true, false, false, true, false, false, true])
})

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
