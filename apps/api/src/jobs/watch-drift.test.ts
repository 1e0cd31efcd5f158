import { expect, test } from 'vitest'
import { createDriftWatch } from './watch-drift.ts'

test('goes on until none is due, looks again, and survives what goes wrong', async () => {
  const reported: unknown[] = []
  let looks = 0
  const again = new Promise<void>((resolve) => {
    const watch = createDriftWatch({
      async checkNext() {
        looks += 1
        if (looks === 3) throw new Error('the database is away')
        if (looks === 5) watch.stop().then(resolve)
        return looks < 3
      },
      report: (error) => void reported.push(error),
      everyMs: 1,
    })
    watch.start()
  })
  await again
  expect(looks).toBe(5)
  expect(reported).toEqual([new Error('the database is away')])
})

test('ends what it is at when it is stopped, and says nothing of it', async () => {
  const reported: unknown[] = []
  let began = () => {}
  const begun = new Promise<void>((resolve) => {
    began = resolve
  })
  const watch = createDriftWatch({
    checkNext: (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        began()
      }),
    report: (error) => void reported.push(error),
    everyMs: 1,
  })
  watch.start()
  await begun
  await watch.stop()
  expect(reported).toEqual([])
})
