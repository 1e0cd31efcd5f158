import { expect, test } from 'vitest'
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

test('other keys do not wait', async () => {
  const inTurn = createTurns(1)
  const ended: string[] = []
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const held = inTurn(() => gate.then(() => ended.push('first of a')), 'a')
  const behind = inTurn(async () => ended.push('second of a'), 'a')
  await inTurn(async () => ended.push('b'), 'b')
  open()
  await Promise.all([held, behind])
  await inTurn(async () => ended.push('third of a'), 'a')
  expect(ended).toEqual(['b', 'first of a', 'second of a', 'third of a'])
})
