import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasBit, maskOf, modeText, octalOf, parseOctal, special, what, whose, withBit } from './mode-bits.ts'

const bits = [
  ...whose.flatMap((person) => what.map((one) => ({ whose: person, what: one }))),
  ...special.map((one) => ({ special: one })),
]

test('every permission is one bit of its own', () => {
  expect(bits.map(maskOf).reduce((sum, mask) => sum + mask, 0)).toBe(0o7777)
  expect(maskOf({ whose: 'owner', what: 'read' })).toBe(0o400)
  expect(maskOf({ whose: 'others', what: 'run' })).toBe(0o001)
  expect(special.map((one) => maskOf({ special: one }))).toEqual([0o4000, 0o2000, 0o1000])
})

test('octal, boxes and letters tell the same of every mode', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0o7777 }), fc.constantFrom(...bits), fc.boolean(), (mode, bit, on) => {
      expect(parseOctal(octalOf(mode))).toBe(mode)
      const next = withBit(mode, bit, on)
      expect(hasBit(next, bit)).toBe(on)
      expect(withBit(next, bit, hasBit(mode, bit))).toBe(mode)
    }),
  )
  expect([0o644, 0o4751, 0o1777, 0o2640, 0].map(modeText)).toEqual([
    'rw-r--r--',
    'rwsr-x--x',
    'rwxrwxrwt',
    'rw-r-S---',
    '---------',
  ])
})

test('what is no mode is none', () => {
  for (const text of ['', '8', '64', '9999', '00644x', 'rwx', '-644', '77777'])
    expect(parseOctal(text), text).toBeNull()
  expect(['644', '0644', ' 2755 '].map(parseOctal)).toEqual([0o644, 0o644, 0o2755])
})
