import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlowDefinition } from './flow.definition.ts'
import { changesBetween } from './flow-changes.ts'
import { randomForm } from './testing/random-form.ts'

const nodes = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    kind: fc.constantFrom('START' as const, 'JOIN' as const),
    title: fc.constantFrom('one', 'two'),
    x: fc.integer(),
    y: fc.integer(),
  }),
  { selector: ({ id }) => id },
)
const flow: fc.Arbitrary<FlowDefinition> = fc
  .tuple(nodes, randomForm)
  .map(([drawn, form]) => ({ nodes: drawn, links: [], form }))

const shown = (definition: FlowDefinition) =>
  changesBetween(definition, definition).map(({ part, kind, id }) => `${part} ${id} ${kind}`)

test('a flow does not differ from itself, nor from itself drawn elsewhere', () => {
  fc.assert(
    fc.property(flow, (definition) => {
      expect(shown(definition)).toEqual([])
      const moved = { ...definition, nodes: definition.nodes.map((node) => ({ ...node, x: node.x + 1 })) }
      expect(changesBetween(definition, moved)).toEqual([])
    }),
  )
})

test('the way back is the same changes turned around', () => {
  const opposite = { ADDED: 'REMOVED', REMOVED: 'ADDED', CHANGED: 'CHANGED' } as const
  fc.assert(
    fc.property(flow, flow, (one, other) => {
      const there = changesBetween(one, other).map(({ part, id, kind }) => `${part} ${id} ${opposite[kind]}`)
      const back = changesBetween(other, one).map(({ part, id, kind }) => `${part} ${id} ${kind}`)
      expect(new Set(there)).toEqual(new Set(back))
    }),
  )
})

test('says what was added, removed and changed, with before and after', () => {
  const start = { id: 's', kind: 'START' as const, title: 'Start', x: 0, y: 0 }
  const end = { id: 'e', kind: 'END' as const, title: 'End', x: 0, y: 0, outcome: 'APPROVED' as const }
  const before: FlowDefinition = { nodes: [start, end], links: [], form: [] }
  const link = { id: 'l', from: 's', to: 'e', condition: null, position: 0 }
  const after: FlowDefinition = { nodes: [{ ...start, title: 'Begin' }], links: [link], form: [] }
  expect(changesBetween(before, after)).toEqual([
    {
      ...{ part: 'NODE', kind: 'CHANGED', id: 's', title: 'Begin' },
      differences: [{ property: 'title', before: 'Start', after: 'Begin' }],
    },
    { part: 'NODE', kind: 'REMOVED', id: 'e', title: 'End', differences: [] },
    { part: 'LINK', kind: 'ADDED', id: 'l', title: '', differences: [] },
  ])
})

test('a question added in front moves no other; two that change places do', () => {
  const field = (name: string) => ({
    name,
    title: name,
    hint: '',
    required: false,
    shownIf: null,
    kind: 'DATE' as const,
  })
  const before: FlowDefinition = { nodes: [], links: [], form: [field('a'), field('b')] }
  const added = changesBetween(before, { ...before, form: [field('c'), field('a'), field('b')] })
  expect(added.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['c ADDED'])
  const turned = changesBetween(before, { ...before, form: [field('b'), field('a')] })
  expect(turned.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['b CHANGED', 'a CHANGED'])
})
