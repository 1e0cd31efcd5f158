import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTerminalClocks } from './terminal-clocks.ts'
import { TERMINAL_LIMITS } from './terminals.ports.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

function begin(limits = {}) {
  const told: string[] = []
  const clocks = createTerminalClocks(
    { ...TERMINAL_LIMITS, idleMs: 600_000, warnMs: 60_000, longestMs: 3600_000, graceMs: 30_000, ...limits },
    {
      warn: (seconds) => void told.push(`warn ${seconds}`),
      calm: () => void told.push('calm'),
      end: (why) => {
        told.push(why)
        clocks.stop()
      },
    },
  )
  return { clocks, told }
}

test('it warns, and ends when nobody types', () => {
  const { told } = begin()
  vi.advanceTimersByTime(539_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['warn 60'])
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['warn 60', 'IDLE'])
  vi.advanceTimersByTime(3600_000)
  expect(told).toHaveLength(2)
})

test('typing puts it off, also after the warning', () => {
  const { clocks, told } = begin()
  vi.advanceTimersByTime(550_000)
  clocks.touch()
  expect(told).toEqual(['warn 60', 'calm'])
  vi.advanceTimersByTime(530_000)
  expect(told).toHaveLength(2)
  vi.advanceTimersByTime(20_000)
  expect(told).toEqual(['warn 60', 'calm', 'warn 60'])
})

test('a page that goes is waited for; one that comes back in time is in time', () => {
  const { clocks, told } = begin()
  clocks.attended(false)
  vi.advanceTimersByTime(29_000)
  clocks.attended(true)
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
  clocks.attended(false)
  vi.advanceTimersByTime(30_000)
  expect(told).toEqual(['ABANDONED'])
})

test('however busy it is, it ends some day', () => {
  const { clocks, told } = begin({ longestMs: 100_000 })
  vi.advanceTimersByTime(99_000)
  clocks.touch()
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['TOO_LONG'])
})
