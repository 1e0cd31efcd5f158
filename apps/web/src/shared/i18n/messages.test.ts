import { expect, test } from 'vitest'
import { en as first } from './en/en.ts'
import * as files from './en/files.ts'
import * as flows from './en/flows.ts'
import * as filesZh from './zh/files.ts'
import * as flowsZh from './zh/flows.ts'
import { zh as firstZh } from './zh/zh.ts'

const en = { ...first, ...files, ...flows }
const zh = { ...firstZh, ...filesZh, ...flowsZh }

function leaves(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

test('both languages have the same texts with the same placeholders', () => {
  const english = new Map(leaves(en))
  const chinese = new Map(leaves(zh))
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [key, text] of english) {
    expect({ key, placeholders: placeholders(chinese.get(key) ?? '') }).toEqual({
      key,
      placeholders: placeholders(text),
    })
    expect(chinese.get(key)?.trim(), key).not.toBe('')
  }
})

test('no text uses signs that the message format would read as syntax', () => {
  for (const [key, text] of [...leaves(en), ...leaves(zh)]) expect(text, key).not.toMatch(/@(?!\s)/)
})
