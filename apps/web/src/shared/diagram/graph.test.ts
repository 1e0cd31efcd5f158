import { describe, expect, test } from 'vitest'
import { buildGraph, type GraphWords } from './graph.ts'
import { planFor } from './plan.fixture.ts'

const words: GraphWords = {
  detail: (step) => step.status.toLowerCase(),
  group: (name, count) => `${name} ×${count}`,
  counts: (counts) => counts.map(([status, n]) => `${n} ${status}`).join(' '),
  state: (status) => status.toLowerCase(),
  fallbackGroup: 'servers',
}
const whole = { unfolded: true, filter: 'all' } as const

test('one server makes a tree', () => {
  const graph = buildGraph(planFor(['web']), whole, words)
  expect(graph.tree).toBe(true)
  expect(graph.nodes.find((node) => node.key === 'end')?.parent).toBe('check:web')
  expect(graph.nodes[0]?.parent).toBe('')
})

test('several servers join at the end: links', () => {
  const graph = buildGraph(planFor(['a', 'b', 'c']), whole, words)
  expect(graph.tree).toBe(false)
  expect(graph.nodes).toHaveLength(4 + 9 + 1)
  expect(graph.links.filter((link) => link.to === 'end').map((link) => link.from)).toEqual([
    'check:a',
    'check:b',
    'check:c',
  ])
})

test('no two boxes stand in the same place, and status does not move them', () => {
  const names = Array.from({ length: 40 }, (_, index) => `s${index}`)
  const pending = buildGraph(planFor(names), whole, words)
  const running = buildGraph(
    planFor(names, () => 'RUNNING'),
    whole,
    words,
  )
  expect(new Set(pending.nodes.map((node) => node.loc)).size).toBe(pending.nodes.length)
  expect(running.nodes.map((node) => node.loc)).toEqual(pending.nodes.map((node) => node.loc))
})

const groupKey = 'group:all:'

describe('folded', () => {
  const names = Array.from({ length: 120 }, (_, index) => `web-${index}`)
  const closed = { unfolded: false, filter: 'all' } as const

  test('a group stands for its servers and keeps the graph connected', () => {
    const graph = buildGraph(planFor(names), closed, words)
    expect(graph.nodes.map((node) => node.key)).toEqual(['start', 'fetch', 'build', 'package', groupKey, 'end'])
    expect(graph.nodes[4]).toMatchObject({ label: 'web ×120', detail: '120 PENDING' })
    expect(graph.links.map((link) => link.key)).toContain(`package→${groupKey}`)
    expect(graph.links.map((link) => link.key)).toContain(`${groupKey}→end`)
  })

  test('a failed server is drawn beside the group', () => {
    const plan = planFor(names, (step) => (step.serverName === 'web-3' ? 'FAILED' : 'PENDING'))
    const graph = buildGraph(plan, closed, words)
    expect(graph.nodes.filter((node) => node.lane === 'web-3').map((node) => node.key)).toEqual(['upload:web-3'])
    expect(graph.links.map((link) => link.key)).toContain('package→upload:web-3')
  })
})

test('five thousand boxes are built within a frame or two', () => {
  const names = Array.from({ length: 1_665 }, (_, index) => `web-${index}`)
  const started = performance.now()
  const graph = buildGraph(planFor(names), whole, words)
  expect(graph.nodes).toHaveLength(5_000)
  expect(performance.now() - started).toBeLessThan(1_000)
})
