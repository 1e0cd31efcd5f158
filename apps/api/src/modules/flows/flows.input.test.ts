import { describe, expect, test } from 'vitest'
import { definitionInput, importedFlowInput } from './flows.input.ts'

/** A flow with something of everything that an input can hold. */
const whole = {
  title: 'A flow',
  description: 'what for',
  nodes: [
    {
      ...{ id: 'a', kind: 'APPROVAL', title: 'Decide', x: 1, y: 2, selfApproval: false },
      people: [],
      veto: [{ kind: 'FIELD', field: 'who' }],
      rule: { kind: 'GROUPS', groups: [{ title: 'Ops', people: [{ kind: 'ROLE', role: 'ADMIN' }], approvals: 1 }] },
      deadline: { minutes: 60, workingTime: true, escalateTo: [{ kind: 'LEAD' }] },
    },
    { id: 'b', kind: 'NOTIFY', title: 'Tell', x: 1, y: 3, people: [{ kind: 'INITIATOR' }], message: 'done' },
    { id: 'c', kind: 'END', title: 'End', x: 1, y: 3, outcome: 'REJECTED' },
  ],
  links: [{ id: 'l', from: 'a', to: 'b', position: 0, condition: { field: 'who', operator: 'IS_EMPTY' } }],
  form: [
    {
      ...{ name: 'amount', title: 'Amount', hint: 'h', required: true, shownIf: null },
      kind: 'MONEY',
      currency: 'CNY',
      min: 0,
      max: 9,
    },
    {
      ...{ name: 'parts', title: 'Parts', hint: '', required: false, kind: 'TABLE', maxRows: 5 },
      columns: [
        {
          ...{ name: 'what', title: 'What', hint: '', required: false, shownIf: null },
          ...{ kind: 'CHOICE', options: [{ value: 'a', title: 'A' }], multiple: false },
        },
      ],
      shownIf: { any: [{ field: 'amount', operator: 'MORE', value: 3 }] },
    },
  ],
}

type Path = (string | number)[]

function* placesIn(value: unknown, at: Path = []): Generator<Path> {
  if (at.length > 0) yield at
  if (value === null || typeof value !== 'object') return
  for (const [key, inner] of Object.entries(value))
    yield* placesIn(inner, [...at, Array.isArray(value) ? Number(key) : key])
}

function replaced(path: Path, by: unknown): unknown {
  const copy = structuredClone(whole) as unknown as Record<string | number, unknown>
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((v, key) => v[key] as typeof copy, copy)
  parent[path.at(-1) ?? ''] = by
  return copy
}

let levels: unknown = { field: 'amount', operator: 'IS_EMPTY' }
for (let i = 0; i < 100_000; i++) levels = { all: [levels] }

const HOSTILE: [string, unknown][] = [
  ['10 MB', 'x'.repeat(10_000_000)],
  ['NUL', 'a\0b'],
  ['half a character', '\ud800'],
  ['an object', { toString: 'x' }],
  ['a list of lists', [[1]]],
  ['a number that is too large', 1.5e300],
  ['deep', levels],
  ['a hundred thousand', Array(100_000).fill({ id: 'x' })],
]

const named = (issues: { path: PropertyKey[] }[], path: Path) =>
  issues.some((issue) => {
    const length = Math.min(issue.path.length, path.length)
    return issue.path.slice(0, length).join('.') === path.slice(0, length).join('.')
  })

describe('what a flow is drawn of', () => {
  test('is kept as it is; what comes out goes in again and is the same', () => {
    const { nodes, links, form } = whole
    const once = definitionInput.parse({ nodes, links, form })
    expect(once).toEqual({ nodes, links, form })
    expect(definitionInput.parse(JSON.parse(JSON.stringify(once)))).toEqual(once)
  })

  test.each(HOSTILE)('%s is refused at each place by naming it, or dropped', (_name, value) => {
    for (const path of placesIn(whole)) {
      const parsed = importedFlowInput.safeParse(replaced(path, value))
      if (!parsed.success) expect(named(parsed.error.issues, path), `${path.join('.')}`).toBe(true)
      // What is compared with may be any number: whether it fits is found when the flow is checked. Other things are dropped.
      else if (path.at(-1) !== 'value') expect(JSON.stringify(parsed.data).length).toBeLessThan(1_700)
    }
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '1st', 'a b', ''])(
    'no field may be called %s',
    (name) => {
      const parsed = definitionInput.safeParse({ nodes: [], links: [], form: [{ name, kind: 'DATE' }] })
      expect(parsed.success).toBe(false)
    },
  )

  test('two nodes, links or fields of one name are refused at the second', () => {
    const twice = { nodes: [whole.nodes[2], whole.nodes[2]], links: [], form: [whole.form[0], whole.form[0]] }
    const parsed = definitionInput.safeParse(twice)
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['nodes.1.id', 'form.1.name'])
  })

  test('more than a flow may have is refused', () => {
    const nodes = Array.from({ length: 101 }, (_, i) => ({ id: `n${i}`, kind: 'JOIN', x: 0, y: 0 }))
    expect(definitionInput.safeParse({ nodes, links: [], form: [] }).success).toBe(false)
    const condition = { any: Array(60).fill({ field: 'a', operator: 'IS_EMPTY' }) }
    const form = [{ name: 'a', kind: 'DATE', shownIf: condition }]
    expect(definitionInput.safeParse({ nodes: [], links: [], form }).success).toBe(false)
  })
})
