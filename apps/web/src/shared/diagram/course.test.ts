import { expect, it } from 'vitest'
import { changedProperties, changedWays, sameShape } from './changes.ts'
import { buildCourse, type CourseNode, type CourseState } from './course.ts'

const node = (id: string, kind: CourseNode['kind'], x: number): CourseNode => ({ id, kind, title: id, x, y: 0 })
const nodes = [node('start', 'START', 0), node('check', 'APPROVAL', 200), node('end', 'END', 400)]
const links = [
  { id: 'a', from: 'start', to: 'check' },
  { id: 'b', from: 'check', to: 'end' },
]
const words = {
  name: ({ title }: CourseNode) => title,
  note: ({ kind }: CourseNode) => (kind === 'END' ? 'then' : ''),
  detail: (_node: CourseNode, state: CourseState) => state,
  way: (id: string) => id,
}
const people = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `u${i}`, displayName: `U ${i}`, status: 'RUNNING' as const }))
const course = (state: CourseState, taken: string[], count = 1, end: CourseState = 'WAITING') =>
  buildCourse(
    nodes,
    links,
    {
      steps: new Map([
        ['start', { state: 'PASSED' as const, people: [] }],
        ['check', { state, people: people(count) }],
        ['end', { state: end, people: [] }],
      ]),
      taken: new Set(taken),
    },
    words,
  )

it('draws the flow as it stands, with those who are asked', () => {
  const { nodes: boxes, links: ways } = course('CURRENT', ['a'])
  expect(boxes.map(({ status, pulses, detail }) => [status, pulses, detail])).toEqual([
    ['SUCCEEDED', false, 'PASSED'],
    ['RUNNING', true, 'CURRENT'],
    ['PENDING', false, 'WAITING'],
  ])
  expect(boxes.map(({ label, note }) => [label, note])).toEqual([
    ['start', ''],
    ['check', ''],
    ['end', 'then'],
  ])
  expect(boxes[1]?.faces).toEqual([{ initials: 'U0', hue: expect.any(Number), status: 'RUNNING' }])
  expect(ways.map(({ status, faded }) => [status, faded])).toEqual([
    ['RUNNING', false],
    ['PENDING', false],
  ])
})

it('has room for some faces and a number', () => {
  expect(course('CURRENT', ['a'], 9).nodes[1]?.faces?.map((face) => face.initials)).toEqual([
    ...['U0', 'U1', 'U2', 'U3', 'U4'],
    '+4',
  ])
})

it('moves on without being drawn anew', () => {
  const [before, after] = [course('CURRENT', ['a']), course('PASSED', ['a', 'b'], 1, 'PASSED')]
  expect(sameShape(before, after)).toBe(true)
  expect(changedProperties(before, after).map(([key, property]) => `${key}.${property}`)).toContain('check.status')
  expect(changedWays(before, after).map(({ key, status }) => [key, status])).toEqual([
    ['a', 'SUCCEEDED'],
    ['b', 'SUCCEEDED'],
  ])
})
