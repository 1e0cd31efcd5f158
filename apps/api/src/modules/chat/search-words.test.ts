import { describe, expect, test } from 'vitest'
import { searchQueryOf, searchWordsOf } from './search-words.ts'

describe('what a text is found by', () => {
  test.each([
    ['Ship IT, now!', ['ship', 'it', 'now']],
    ['v1.4.2 → café', ['v1', '4', '2', 'café']],
    ['上线了', ['上', '线', '了', '上线', '线了']],
    ['部署shop完成', ['部', '署', '部署', 'shop', '完', '成', '完成']],
    ['ＦＵＬＬ width', ['full', 'width']],
    ['done 🚀🚀', ['done', '🚀']],
    ['e\u0301te\u0301', ['été']],
    ['... --- !!!', []],
  ])('%s', (text, words) => {
    expect(searchWordsOf(text).sort()).toEqual([...words].sort())
  })

  test('words are never longer than a tsvector takes, and hold no space', () => {
    const words = searchWordsOf(`${'x'.repeat(5_000)} ${'界'.repeat(2_000)} a\u00a0b \u3000c`)
    for (const word of words) {
      expect(Buffer.byteLength(word)).toBeLessThan(2_046)
      expect(word).not.toMatch(/\s/)
    }
  })
})

describe('what to look for', () => {
  test.each([
    ['deploy shop', `'deploy' & 'shop':*`],
    ['deploy ', `'deploy'`],
    ['上线', `'上线'`],
    ['线', `'线'`],
    ['上线了 v2', `'上线' & '线了' & 'v2':*`],
    ['', null],
    ["' & !:* | <->", null],
    [`it's`, `'it' & 's':*`],
  ])('%j', (text, query) => {
    expect(searchQueryOf(text)).toBe(query)
  })
})
