import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatMoney, minorDigits, parseMoney, typedMoney } from './money.ts'

it('reads amounts as people write them', () => {
  const typed = [
    '12',
    '12.5',
    '12,50',
    '1,234.50',
    '1.234,50',
    '1 234,5',
    "1'234.50",
    '1,234,567',
    '-3.10',
    '12.',
    '6,200',
    '1.234',
  ]
  expect(typed.map((each) => parseMoney(each, 'EUR'))).toEqual([
    1200, 1250, 1250, 123450, 123450, 123450, 123450, 123456700, -310, 1200, 620000, 123400,
  ])
})

it('refuses what is no amount, or finer than the smallest unit', () => {
  for (const typed of ['', 'twelve', '1.2345', '1..2', '1-2', '99999999999999999'])
    expect(parseMoney(typed, 'EUR')).toBeNull()
  expect(parseMoney('12.5', 'JPY')).toBeNull()
  expect(parseMoney('6,200', 'JPY')).toBe(6200)
  expect(parseMoney('1.234', 'KWD')).toBe(1234)
})

it('types what it reads', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('EUR', 'CNY', 'JPY', 'KWD'), (minor, currency) => {
      expect(parseMoney(typedMoney(minor, currency), currency)).toBe(minor)
    }),
  )
  expect(typedMoney(5, 'EUR')).toBe('0.05')
})

it('shows it by locale', () => {
  expect(formatMoney(123450, 'EUR', 'en-GB')).toBe('€1,234.50')
  expect(formatMoney(123450, 'CNY', 'zh-CN')).toBe('¥1,234.50')
  expect(minorDigits('no currency')).toBe(2)
})
