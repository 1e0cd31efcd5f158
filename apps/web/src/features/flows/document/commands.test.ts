import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addNode,
  type Command,
  changeNode,
  clip,
  connect,
  idFor,
  moveLink,
  moveNodes,
  paste,
  putInto,
  remove,
} from './commands.ts'
import { emptyDocument, type FlowDocument, type NodeKind } from './flow-document.ts'
import { beginHistory, record, redo, undo } from './history.ts'
import { layOut } from './layout.ts'

const kinds: NodeKind[] = ['START', 'APPROVAL', 'CONDITION', 'FORK', 'JOIN', 'NOTIFY', 'END']
const nth = (document: FlowDocument, at: number) => document.nodes[at % Math.max(document.nodes.length, 1)]?.id ?? ''

/** A change that fits whatever document there is. */
const change: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom(...kinds).map(
    (kind): Command =>
      (d) =>
        addNode(kind, idFor(d, kind), 'x', 1.4, 2.6)(d),
  ),
  fc.tuple(fc.nat(20), fc.nat(20)).map(
    ([a, b]): Command =>
      (d) =>
        connect(nth(d, a), nth(d, b))(d),
  ),
  fc.nat(20).map(
    (a): Command =>
      (d) =>
        remove([nth(d, a)])(d),
  ),
  fc.nat(20).map(
    (a): Command =>
      (d) =>
        moveNodes([{ id: nth(d, a), x: a, y: -a }])(d),
  ),
  fc.nat(20).map(
    (a): Command =>
      (d) =>
        changeNode(nth(d, a), { title: `t${a}` })(d),
  ),
  fc.nat(20).map(
    (a): Command =>
      (d) =>
        moveLink(d.links[a % Math.max(d.links.length, 1)]?.id ?? '', 1)(d),
  ),
  fc.tuple(fc.nat(20), fc.nat(20)).map(
    ([a, b]): Command =>
      (d) =>
        putInto(d.links[a % Math.max(d.links.length, 1)]?.id ?? '', nth(d, b))(d),
  ),
  fc.array(fc.nat(20), { maxLength: 4 }).map(
    (some): Command =>
      (d) =>
        paste(
          d,
          clip(
            d,
            some.map((a) => nth(d, a)),
          ),
        ).document,
  ),
)

/** What holds of every document that can be drawn. */
function expectSound({ nodes, links }: FlowDocument) {
  const ids = nodes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(links.map(({ id }) => id)).size).toBe(links.length)
  for (const { id } of [...nodes, ...links]) expect(id).toMatch(/^[a-z0-9-]{1,40}$/)
  for (const link of links) {
    expect(ids).toContain(link.from)
    expect(ids).toContain(link.to)
  }
  for (const id of ids) {
    const positions = links.filter(({ from }) => from === id).map(({ position }) => position)
    expect(positions.toSorted((a, b) => a - b)).toEqual(positions.map((_, at) => at))
  }
}

test('whatever is done, ids are unique, links end at nodes and their positions have no holes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      expectSound(changes.reduce((document, run) => run(document), emptyDocument('t')))
    }),
  )
})

test('undoing everything gives the beginning, redoing it the end', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const first = emptyDocument('t')
      let history = beginHistory(first)
      for (const run of changes) history = record(history, run(history.present))
      const last = history.present
      while (history.past.length > 0) history = undo(history)
      expect(history.present).toBe(first)
      while (history.future.length > 0) history = redo(history)
      expect(history.present).toBe(last)
    }),
  )
})

test('typing on at one place is undone at once, and a change elsewhere is its own', () => {
  const begun = beginHistory(emptyDocument('a'))
  const typed = ['ab', 'abc'].reduce((h, title) => record(h, { ...h.present, title }, 'title'), begun)
  expect(undo(typed).present.title).toBe('a')
  const other = record(typed, { ...typed.present, description: 'x' }, 'description')
  expect(undo(other).present.title).toBe('abc')
})

test('a copy keeps its inner links, and a flow gets no second start', () => {
  const drawn = [addNode('START', 'start', '', 0, 0), addNode('END', 'end', '', 9, 9), connect('start', 'end')]
  const document = drawn.reduce((d, run) => run(d), emptyDocument('t'))
  const within = paste(document, clip(document, ['start', 'end']))
  expect(within.ids).toEqual(['end-2'])
  const elsewhere = paste(emptyDocument('u'), clip(document, ['start', 'end']))
  expect(elsewhere.document.links).toMatchObject([{ from: 'start', to: 'end', position: 0 }])
})

test('laid out, no two nodes stand at one place and every way forward leads to the right', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const document = changes.reduce((d, run) => run(d), emptyDocument('t'))
      const places = layOut(document)
      expect(places).toHaveLength(document.nodes.length)
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length)
    }),
  )
  const chain = ['a', 'b', 'c'].reduce((d, id) => addNode('JOIN', id, '', 0, 0)(d), emptyDocument('t'))
  const linked = connect('b', 'c')(connect('a', 'b')(chain))
  expect(layOut(linked).map(({ x }) => x)).toEqual([0, 270, 540])
})

test('a node put into a link keeps the way and its condition: the link leads to the node, and the node where it led', () => {
  const condition = { field: 'price', operator: 'MORE', value: 1 } as const
  const drawn: FlowDocument = {
    ...emptyDocument(''),
    nodes: (['CONDITION', 'END', 'APPROVAL'] as const).map((kind) => ({ id: kind, kind, title: '', x: 0, y: 0 })),
    links: [{ id: 'way', from: 'CONDITION', to: 'END', condition, position: 0 }],
  }
  const { links } = putInto('way', 'APPROVAL')(drawn)
  expect(links).toEqual([
    { id: 'way', from: 'CONDITION', to: 'APPROVAL', condition, position: 0 },
    { id: 'APPROVAL-END', from: 'APPROVAL', to: 'END', condition: null, position: 0 },
  ])
  // Nothing comes before a start, and nothing after an end.
  expect(putInto('way', 'END')(drawn)).toBe(drawn)
})

test('arranged, a link that passes a column runs through no node of it', () => {
  const ids = ['a', 'b', 'c'] as const
  const drawn: FlowDocument = {
    ...emptyDocument(''),
    nodes: ids.map((id) => ({ id, kind: 'NOTIFY', title: '', x: 0, y: 0 })),
    links: [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ].map(([from = '', to = ''], position) => ({
      ...{ id: `${from}${to}`, from, to, condition: null, position },
    })),
  }
  const [a, b, c] = layOut(drawn)
  expect([a?.y, c?.y]).toEqual([0, 0])
  expect(Math.abs(b?.y ?? 0)).toBeGreaterThanOrEqual(60)
})
