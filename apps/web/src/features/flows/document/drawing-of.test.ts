import { expect, it } from 'vitest'
import { differenceOf } from './drawing-of.ts'
import { emptyDocument, newNode } from './flow-document.ts'

const words = { node: () => ({ label: '', detail: '' }), link: () => '' }
const flow = (...ids: string[]) => ({ ...emptyDocument(''), nodes: ids.map((id) => newNode('NOTIFY', id, id, 0, 0)) })

it('shows what is gone beside what took its place', () => {
  const changes = [
    { part: 'NODE', kind: 'REMOVED', id: 'old' },
    { part: 'NODE', kind: 'REMOVED', id: 'older' },
    { part: 'NODE', kind: 'ADDED', id: 'new' },
  ]
  const { boxes } = differenceOf(flow('old', 'older'), flow('new'), changes, words)
  expect(boxes.map(({ key, y, mark }) => [key, y, mark])).toEqual([
    ['new', 0, 'added'],
    ['old', 80, 'removed'],
    ['older', 160, 'removed'],
  ])
})
