import { describe, expect, test } from 'vitest'
import { resolveName } from './resolve-name.ts'

const resolve = (wanted: string, ...names: string[]) => resolveName(wanted, names, (name) => name)

describe('a name', () => {
  test.each([
    ['shop', ['Shop', 'blog']],
    ['SHOP', ['Shop']],
    ['Ｓｈｏｐ', ['Shop']],
    [' shop ', ['Shop']],
    ['商店', ['商店', 'Shop']],
  ])('%j is found, whatever its case and width', (wanted, names) => {
    expect(resolve(wanted, ...names)).toEqual({ kind: 'found', one: names[0] })
  })

  test('that is written exactly is meant, even beside one that differs in case', () => {
    expect(resolve('shop', 'Shop', 'shop')).toEqual({ kind: 'found', one: 'shop' })
    expect(resolve('SHOP', 'Shop', 'shop')).toEqual({ kind: 'ambiguous', among: ['Shop', 'shop'] })
  })

  test.each([
    ['pro', ['production'], ['production']],
    ['prod', ['preview', 'production'], ['production']],
    ['prodcution', ['staging', 'production'], ['production']],
    ['shop-api', ['shop', 'shop-api-2', 'blog'], ['shop', 'shop-api-2']],
    ['xyz', ['shop', 'blog'], []],
    ['', ['shop'], ['shop']],
  ])('%j is not guessed but answered with what may be meant', (wanted, names, near) => {
    expect(resolve(wanted, ...names)).toEqual({ kind: 'unknown', near })
  })
})
