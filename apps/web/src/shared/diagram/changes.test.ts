import { expect, test } from 'vitest'
import { changedProperties, sameShape } from './changes.ts'
import { buildGraph, type GraphWords } from './graph.ts'
import { planFor } from './plan.fixture.ts'

const words: GraphWords = {
  detail: (step) => step.status,
  group: (name) => name,
  counts: () => '',
  state: (status) => status.toLowerCase(),
  fallbackGroup: 'servers',
}
const whole = { unfolded: true, filter: 'all' } as const
const graph = (running?: string) =>
  buildGraph(
    planFor(['a', 'b'], (step) => (step.key === running ? 'RUNNING' : 'PENDING')),
    whole,
    words,
  )

test('a status change keeps the shape and names exactly what differs', () => {
  expect(sameShape(graph(), graph('build'))).toBe(true)
  expect(changedProperties(graph(), graph('build'))).toEqual([
    ['build', 'status', 'RUNNING'],
    ['build', 'detail', 'RUNNING'],
  ])
  expect(changedProperties(graph(), graph())).toEqual([])
})

test('other boxes are another shape', () => {
  expect(sameShape(graph(), buildGraph(planFor(['a']), whole, words))).toBe(false)
})
