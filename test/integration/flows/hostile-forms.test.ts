import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { field, number, people, text } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'
import { approval, end, link, publishedFlow, simpleFlow, start } from '../../support/flows.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let drawer: Ask
beforeAll(async () => {
  api = await openTestApi()
  drawer = await api.askAsRole('OPERATOR')
})
afterAll(async () => {
  // Nothing failed that was not meant to be refused.
  expect(api.faults).toEqual([])
  await api.close()
})

/** As it comes over the wire: `__proto__` is a name like any other, and 1e400 is no number that JSON can say again. */
const wire = (json: string): unknown => JSON.parse(json)
const many = (count: number) => Array.from({ length: count }, (_, index) => index)
const deep = (levels: number) => wire('['.repeat(levels) + ']'.repeat(levels))
/** Nobody waits longer for a refusal, also where four tests share a machine. */
const SOON_MS = 3_000

async function refusalOf(document: string, variables: Record<string, unknown>) {
  const began = performance.now()
  const { errors } = await drawer(document, variables)
  expect(performance.now() - began).toBeLessThan(SOON_MS)
  const fields = (errors[0]?.extensions.fields ?? []) as { path: string; message: string }[]
  for (const { message } of fields) expect(message).toMatch(/^[A-Z“"].{5,400}\.$/s)
  return { code: errors[0]?.extensions.code ?? null, paths: fields.map(({ path }) => path) }
}

const form = [
  { ...text('why'), required: false },
  { ...number('sum'), required: false },
  { ...people('who'), required: false },
  field('papers', { kind: 'FILE', multiple: true }, { required: false }),
  field('rows', { kind: 'TABLE', columns: [text('what')], maxRows: 5 }, { required: false }),
]

describe('answers that nobody means', () => {
  const answers: [string, unknown, string][] = [
    ['a list', [], 'form'],
    ['a text', 'why', 'form'],
    ['a name that every object knows', wire('{"constructor": "x"}'), 'form.constructor'],
    ['a prototype', wire('{"__proto__": {"why": "x"}}'), 'form.__proto__'],
    ['a prototype within a row', wire('{"rows": [{"__proto__": {"what": "x"}}]}'), 'form.rows.0.__proto__'],
    ['a number beyond all numbers', wire('{"sum": 1e400}'), 'form.sum'],
    ['answers that are deep', { why: deep(5_000) }, 'form.why'],
    ['a row that is deep', { rows: [{ what: deep(5_000) }] }, 'form.rows'],
    ['very many people', { who: many(20_000).map(String) }, 'form.who'],
    [
      'a person twice',
      { who: ['00000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000000'] },
      'form.who',
    ],
    ['a person who is an object', { who: [{ id: 'x' }] }, 'form.who.0'],
    ['a file that is a path', { papers: ['../../etc/passwd'] }, 'form.papers.0'],
    ['a file called like a method', { papers: ['constructor'] }, 'form.papers.0'],
    ['more rows than the table has', { rows: many(6).map(() => ({ what: 'x' })) }, 'form.rows'],
  ]
  let flowId: string
  beforeAll(async () => {
    flowId = (await publishedFlow(drawer, simpleFlow({ form }))).id
  })

  test.each(answers)('%s: refused at its place by a ticket and by a trial, at once', async (_what, values, path) => {
    const opening = await refusalOf('mutation ($input: OpenTicketInput!) { openTicket(input: $input) { id } }', {
      input: { flowId, title: 'Hostile', form: values },
    })
    expect(opening.code).toBe('BAD_USER_INPUT')
    expect(opening.paths.some((at) => `input.${path}`.startsWith(at))).toBe(true)
    const { title: _title, ...flow } = simpleFlow({ form })
    const trial = await refusalOf('query ($input: SimulateFlowInput!) { simulateFlow(input: $input) { outcome } }', {
      input: { flow, form: values },
    })
    expect(trial.code).toBe('BAD_USER_INPUT')
    expect(trial.paths.some((at) => path.startsWith(at))).toBe(true)
    expect(await api.database.prisma.ticket.count()).toBe(0)
  })
})

describe('drawings that nobody draws', () => {
  const ring = many(99).map((index) => approval(`n${index}`))
  const all = [start, ...ring]
  const dense = all.flatMap(({ id: from }, index) =>
    many(3).map((step) => ({ ...link(from, `n${(index * 7 + step * 31) % 99}`), id: `l${index}-${step}` })),
  )
  const nested = (levels: number): unknown =>
    levels === 0 ? { field: 'why', operator: 'IS_EMPTY' } : { all: [nested(levels - 1)] }
  const drawings: [string, Record<string, unknown>, string | null][] = [
    ['nothing at all', { nodes: [], links: [], form: [] }, null],
    ['a thousand nodes', { nodes: many(1_000).map((index) => approval(`n${index}`)) }, 'input.nodes'],
    [
      'a thousand links',
      { links: many(1_000).map((index) => ({ ...link('start', 'end'), id: `l${index}` })) },
      'input.links',
    ],
    ['as many loops as there is room for', { nodes: all, links: dense.slice(0, 300) }, null],
    ['an id twice', { nodes: [start, start, end], links: [] }, 'input.nodes.1.id'],
    ['a link twice', { links: [link('start', 'ask'), link('start', 'ask'), link('ask', 'end')] }, 'input.links.1.id'],
    ['a question twice', { form: [form[0], form[0]] }, 'input.form.1.name'],
    ['a question that every object knows', { form: [text('constructor')] }, 'input.form.0.name'],
    ['a question called as the prototype', { form: [text('__proto__')] }, 'input.form.0.name'],
    ['links to nowhere', { links: [link('start', 'nowhere')] }, 'input.links.0.to'],
    [
      'a condition that is deep',
      { links: [link('start', 'ask', nested(2_000)), link('ask', 'end')] },
      'input.links.0.condition',
    ],
    [
      'a condition on the prototype',
      { links: [link('start', 'ask', wire('{"__proto__": {"all": []}}'))] },
      'input.links.0.condition',
    ],
    ['a place beyond all places', { nodes: [{ ...start, x: 1e300 }, end], links: [] }, 'input.nodes.0.x'],
  ]

  test.each(drawings)('%s: said or refused at its place, at once', async (_what, change, path) => {
    const { title: _title, ...flow } = simpleFlow(change)
    const [checked, trial] = [
      await refusalOf('query ($input: FlowDefinitionInput!) { checkFlow(input: $input) { code } }', { input: flow }),
      await refusalOf(
        'query ($input: SimulateFlowInput!) { simulateFlow(input: $input) { outcome errors { code } } }',
        {
          input: { flow, form: {} },
        },
      ),
    ]
    if (path === null) expect(checked.code).toBeNull()
    else {
      expect(checked).toMatchObject({ code: 'BAD_USER_INPUT', paths: expect.arrayContaining([path]) })
      expect(trial).toMatchObject({ code: 'BAD_USER_INPUT', paths: expect.arrayContaining([path]) })
    }
  })

  test('a kind that there is not is refused by the schema itself', async () => {
    const flow = { nodes: [{ ...start, kind: 'SCRIPT' }], links: [], form: [] }
    const { code } = await refusalOf('query ($input: FlowDefinitionInput!) { checkFlow(input: $input) { code } }', {
      input: flow,
    })
    expect(code).toBe('BAD_USER_INPUT')
  })
})
