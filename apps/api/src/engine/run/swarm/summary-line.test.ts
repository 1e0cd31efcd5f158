import { expect, it } from 'vitest'
import { readSummaryLine } from './summary-line.ts'

it.each([
  ['[#000000 0B/20000000B(0%) CN:1 SD:0 DL:0B]', { received: 0, given: 0 }],
  [
    '[#000000 4636672B/20000000B(23%) CN:4 SD:1 DL:2071792B UL:278876B(327680B) ETA:7s]',
    { received: 4636672, given: 327680 },
  ],
  ['[#000000 SEED(0.3) CN:3 SD:0 UL:1291684B(7782400B)]', { received: null, given: 7782400 }],
  ['[#000000 SEED(0.0) CN:3 SD:0]', { received: null, given: 0 }],
  ['FILE: /srv/[#000000 1B/2B(50%)]', null],
  ['[#000000 99999999999999999999B/1B(1%) CN:1]', null],
  ['.', null],
])('reads %j', (line, progress) => expect(readSummaryLine(line)).toEqual(progress))
