import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ControlRow, controlState } from './control-state.ts'
import { waitNamed } from './control-waits.ts'

type Act = 'pause' | 'ask' | 'fail' | { resume: number }

const blank = { serverKey: null, stepKey: null, choice: null, reason: null, byId: 'u1', byName: 'Ada' }
const kinds = { PAUSED: 'RESUMED', ASKS: 'ANSWERED' } as const

/** What is written down of what happens, as the service writes it. */
function live(acts: Act[]) {
  const rows: ControlRow[] = []
  const ended: number[] = []
  const add = (row: Pick<ControlRow, 'kind'> & Partial<ControlRow>) =>
    rows.push({ ...blank, ...row, seq: rows.length + 1, at: new Date(0) })
  for (const act of acts) {
    const state = controlState(rows)
    if (act === 'pause' && !state.paused) add({ kind: 'PAUSED' })
    else if (act === 'ask' && state.questions.length === 0) add({ kind: 'ASKED' })
    else if (act === 'fail') add({ kind: 'ASKED', serverKey: `s${rows.length}` })
    else if (typeof act === 'object') {
      const wait = waitNamed(state, String(act.resume))
      if (wait !== 'PAUSED' && wait !== 'ASKS') continue
      ended.push(act.resume)
      add({ kind: kinds[wait] })
      expect(waitNamed(controlState(rows), String(act.resume))).toBe('ENDED')
    }
  }
  return { rows, ended }
}

test('a wish ends what it names and nothing else, however often it arrives', () => {
  const act = fc.oneof(
    fc.constantFrom<Act>('pause', 'ask', 'fail'),
    fc.nat({ max: 12 }).map((resume): Act => ({ resume })),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { rows, ended } = live(acts)
      expect(new Set(ended).size).toBe(ended.length)
      const state = controlState(rows)
      for (const { seq, kind, serverKey } of rows) {
        const wait = waitNamed(state, String(seq))
        if (kind === 'PAUSED') expect(wait).toBe(ended.includes(seq) ? 'ENDED' : 'PAUSED')
        else if (kind === 'ASKED' && !serverKey) expect(wait).toBe(ended.includes(seq) ? 'ENDED' : 'ASKS')
        else expect(wait).toBeNull()
      }
    }),
  )
})

test.each(['', '0', '01', ' 1', '1.0', 'NaN', '-1', '2'])('%j names nothing', (id) => {
  const { rows } = live(['pause'])
  expect(waitNamed(controlState(rows), id)).toBeNull()
})
