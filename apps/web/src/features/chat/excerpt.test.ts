import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const marked = (text: string, query: string) =>
  excerptOf(text, query)
    .map((part) => (part.hit ? `[${part.text}]` : part.text))
    .join('')

test('all words are marked, in any case, and a long text begins near the first', () => {
  expect(marked('Ship the Shop now', 'shop SHIP')).toBe('[Ship] the [Shop] now')
  expect(marked('今天发布商店', '发布')).toBe('今天[发布]商店')
  expect(marked('a.c abc', 'a.c')).toBe('[a.c] abc')
  expect(marked(`${'x'.repeat(200)} needle`, 'needle')).toBe(`… ${'x'.repeat(59)} [needle]`)
  expect(marked('nothing here', '')).toBe('nothing here')
})
