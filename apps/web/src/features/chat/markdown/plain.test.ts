import { expect, test } from 'vitest'
import { plainText } from './plain.ts'

test.each([
  ['The **plan**:\n\n1. ship `v1`\n2. [look](https://example.com)', 'The plan: ship v1 look'],
  ['<b>raw</b>', '<b>raw</b>'],
  ['```\na\nb\n```', 'a b'],
  ['今天**发布**', '今天发布'],
])('%j', (text, expected) => {
  expect(plainText(text)).toBe(expected)
})
