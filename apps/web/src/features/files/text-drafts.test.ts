import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextDrafts } from './text-drafts.ts'

/** A browser's storage, as far as drafts need it. */
function shelf() {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    get characters() {
      return [...kept.values()].reduce((sum, value) => sum + value.length, 0)
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

const draft = (text: string, at: number) => ({ text, version: 'v1', at: Date.now() + at })

test('each person has their own, and leaves none behind', () => {
  const store = shelf()
  const [ada, bob] = [createTextDrafts('ada', store), createTextDrafts('bob', store)]
  ada.keep('s', '/etc/hosts', draft('mine', 0))
  bob.keep('s', '/etc/hosts', draft('his', 0))
  expect([ada, bob].map((each) => each.read('s', '/etc/hosts')?.text)).toEqual(['mine', 'his'])
  expect(ada.read('other', '/etc/hosts')).toBeNull()
  store.setItem('sendoff.language', 'zh')
  ada.clear()
  expect([ada.read('s', '/etc/hosts'), bob.read('s', '/etc/hosts')?.text, store.length]).toEqual([null, 'his', 2])
})

test('whatever is typed, few are kept, and not many characters; the newest is always there, unless it is too large itself', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(sizes, (all) => {
      const store = shelf()
      const drafts = createTextDrafts('ada', store)
      for (const [at, size] of all.entries()) {
        drafts.keep('s', `/${at}`, draft('x'.repeat(size), at))
        expect(drafts.read('s', `/${at}`)?.text.length).toBe(size)
      }
      expect(store.length).toBeLessThanOrEqual(20)
      expect(store.characters).toBeLessThanOrEqual(1_000_000)
    }),
    { numRuns: 30 },
  )
  const drafts = createTextDrafts('ada', shelf())
  drafts.keep('s', '/large', draft('x'.repeat(2_000_000), 0))
  expect(drafts.read('s', '/large')).toBeNull()
})

test('nothing is offered after a month', () => {
  const drafts = createTextDrafts('ada', shelf())
  drafts.keep('s', '/old', draft('x', -31 * 86_400_000))
  expect(drafts.read('s', '/old')).toBeNull()
})
