import { beforeAll, expect, test, vi } from 'vitest'
import { showLanguage } from '../../shared/i18n/i18n.ts'
import { targetBytes } from './byte-counts.ts'
import type { Target } from './operations.ts'

vi.stubGlobal('navigator', { languages: [] })
vi.stubGlobal('document', { documentElement: {} })
beforeAll(() => showLanguage('en'))

const sooner = { bytesPerSecond: 1_000_000, wholeSeconds: 10, missingSeconds: 0.7 }
const sending: Target['sending'] = { way: 'MISSING', why: 'SOONER', ...sooner }

test('tells what travelled, what did not have to, and why', () => {
  expect(targetBytes({ sentBytes: 70_000, reusedBytes: 10_000_000, sending })?.why).toContain('0.7 s at 8 Mbit/s')
  expect(targetBytes({ sentBytes: 2_000_000, reusedBytes: 0, sending: null })?.why).toBeNull()
  expect(targetBytes({ sentBytes: null, reusedBytes: null, sending })).toBeNull()
})

test('says nothing of a link over which next to nothing went', () => {
  expect(targetBytes({ sentBytes: 110, reusedBytes: 0, sending })?.why).toBeNull()
})
