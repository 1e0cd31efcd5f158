import { expect, test } from 'vitest'
import { createLatest } from './latest.ts'

test('a slow reader gets the newest value and skips what lay between', async () => {
  const latest = createLatest(1)
  const values = latest.follow({ signal: new AbortController().signal })
  expect((await values.next()).value).toBe(1)
  latest.set(2)
  latest.set(3)
  expect((await values.next()).value).toBe(3)
  const waiting = values.next()
  latest.set(4)
  expect((await waiting).value).toBe(4)
})

test('nothing is yielded before there is a value, and a waiting reader ends at once', async () => {
  const latest = createLatest<number>()
  const aborter = new AbortController()
  const first = latest.follow({ signal: aborter.signal }).next()
  const other = latest.follow({ signal: aborter.signal })
  const second = other.next()
  await other.return?.()
  expect((await second).done).toBe(true)
  latest.set(7)
  expect((await first).value).toBe(7)
  const third = latest.follow({ signal: aborter.signal })
  await third.next()
  const waiting = third.next()
  aborter.abort()
  expect((await waiting).done).toBe(true)
})
