import { expect, it } from 'vitest'
import { parsePortRange } from './port-range.ts'

it.each([
  ['6881-6999', '6881-6999'],
  [' 7000 - 7010 ', '7000-7010'],
  ['7000', '7000-7000'],
])('reads %j', (text, range) => expect(parsePortRange(text)).toEqual({ range }))

it.each(['', '-', '80-90', '7000-6999', '1024-65536', '7000,7002', '7000-7010\nrpc-listen-all=true', '１０２４'])(
  'refuses %j',
  (text) => expect(parsePortRange(text)).toHaveProperty('problem'),
)
