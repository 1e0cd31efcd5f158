import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noteMarks } from './marks.ts'

it('hears a mark when its line is whole, however it comes in pieces, and the first time only', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (cuts) => {
      const text = 'ready\tyes\nother\tx\narrived\tyes\nready\tyes\n'
      let now = 0
      const marks = noteMarks(() => now)
      for (const end of [...new Set([...cuts, text.length])].sort((a, b) => a - b)) {
        marks.hear(text.slice(now, end))
        now = end
      }
      const heard = marks.between('ready', 'arrived')
      expect(heard).toBeGreaterThanOrEqual(0)
      expect(marks.between('arrived', 'joined')).toBeNull()
    }),
  )
})
