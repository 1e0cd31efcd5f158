import { expect, test } from 'vitest'
import { type ControlRow, controlState, openQuestion } from './control-state.ts'

const at = new Date('2026-11-22T08:00:00Z')
const rows = (...said: Partial<ControlRow>[]): ControlRow[] =>
  said.map((row, n) => ({
    ...{ seq: n + 1, kind: 'PAUSED', serverKey: null, stepKey: null, choice: null, reason: null },
    ...{ byId: 'u1', byName: 'Ada', at },
    ...row,
  })) as ControlRow[]

test('who paused last, until somebody resumes', () => {
  expect(controlState(rows({}))).toMatchObject({ head: 1, paused: { by: 'Ada', at } })
  expect(controlState(rows({}, { kind: 'RESUMED' })).paused).toBeNull()
})

test('an answer belongs to the question about its server that waits, and the next failure is another question', () => {
  const asked = { kind: 'ASKED' as const, serverKey: 's1', stepKey: 'restart:s1', reason: 'exit 3' }
  const state = controlState(rows(asked, { kind: 'ANSWERED', serverKey: 's1', choice: 'RETRY' }, asked))
  expect(state.questions.map(({ answer }) => answer)).toEqual([{ choice: 'RETRY', by: 'Ada' }, null])
  expect(openQuestion(state)).toMatchObject({ kind: 'FAILURE', serverId: 's1', message: 'exit 3' })
})

test('a server that is skipped or taken out is out, and nothing waits for it any more', () => {
  const asked = { kind: 'ASKED' as const, serverKey: 's1', stepKey: 'upload:s1', reason: 'no space' }
  const skipped = controlState(rows(asked, { kind: 'ANSWERED', serverKey: 's1', choice: 'SKIP' }))
  expect(skipped.excluded.get('s1')).toEqual({ by: 'Ada', reason: 'no space' })
  const out = controlState(rows(asked, { kind: 'EXCLUDED', serverKey: 's1', reason: 'broken disk' }))
  expect(openQuestion(out)).toBeNull()
  expect(out.excluded.get('s1')).toEqual({ by: 'Ada', reason: 'broken disk' })
})

test('a canary asks without a server', () => {
  const state = controlState(rows({ kind: 'ASKED', byName: null, reason: 'well' }))
  expect(openQuestion(state)).toMatchObject({ kind: 'CANARY', serverId: null })
  expect(
    openQuestion(controlState([...rows({ kind: 'ASKED' }), ...rows({}, { kind: 'ANSWERED' }).slice(1)])),
  ).toBeNull()
})
