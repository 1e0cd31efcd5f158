import { expect, it } from 'vitest'
import { inOrder, runOf } from './course-run.ts'

const node = (id: string, kind: string, y: number) => ({ id, kind, y })

it('lists the nodes as a run comes by', () => {
  const nodes = [
    node('end', 'END', 0),
    node('low', 'APPROVAL', 9),
    node('high', 'APPROVAL', 1),
    node('start', 'START', 0),
  ]
  const links = [
    ['start', 'low'],
    ['start', 'high'],
    ['low', 'end'],
    ['high', 'end'],
  ].map(([from = '', to = '']) => ({ from, to }))
  expect(inOrder(nodes, links).map(({ id }) => id)).toEqual(['start', 'high', 'low', 'end'])
})

it('shows each person once, by what they decided', () => {
  const task = (id: string, user: string, status: string) => ({
    id,
    visitId: 'v',
    user: { id: user, displayName: user },
    status,
  })
  const run = runOf({
    steps: [{ nodeId: 'a', state: 'PASSED', visit: { id: 'v' } }],
    visits: [{ id: 'v', nodeId: 'a' }],
    tasks: [task('1', 'ada', 'APPROVED'), task('2', 'bob', 'PENDING'), task('3', 'ada', 'CLOSED')],
    takenLinkIds: ['x'],
  } as never)
  expect(run.steps.get('a')?.people.map(({ id, status }) => [id, status])).toEqual([
    ['ada', 'SUCCEEDED'],
    ['bob', 'RUNNING'],
  ])
  expect([...run.taken]).toEqual(['x'])
})
