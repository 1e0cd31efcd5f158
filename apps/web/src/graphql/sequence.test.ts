import { describe, expect, test } from 'vitest'
import { judge } from './sequence.ts'

describe('a whole stream', () => {
  const whole = { whole: true, heartbeat: false }
  test('only the next event is applied', () => {
    expect(judge(4, { seq: 5 }, whole)).toBe('apply')
    expect(judge(4, { seq: 4 }, whole)).toBe('ignore')
    expect(judge(4, { seq: 1 }, whole)).toBe('ignore')
    expect(judge(4, { seq: 6 }, whole)).toBe('gap')
  })
  test('a heartbeat tells about lost events and never moves the cursor', () => {
    expect(judge(4, { seq: 4 }, { whole: true, heartbeat: true })).toBe('ignore')
    expect(judge(4, { seq: 7 }, { whole: true, heartbeat: true })).toBe('gap')
  })
})

describe('a part of a stream', () => {
  test('seqs grow, with holes that belong to other parts', () => {
    expect(judge(4, { seq: 9 }, { whole: false, heartbeat: false })).toBe('apply')
    expect(judge(9, { seq: 9 }, { whole: false, heartbeat: false })).toBe('ignore')
    expect(judge(4, { seq: 90 }, { whole: false, heartbeat: true })).toBe('ignore')
  })
})
