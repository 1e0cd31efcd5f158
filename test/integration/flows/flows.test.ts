import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Ask, openTestApi } from '../../support/execute.ts'
import { FLOW, flowVerb, publishedFlow, saveFlow, simpleFlow, start } from '../../support/flows.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let drawer: Ask
let other: Ask
let viewer: Ask

beforeAll(async () => {
  api = await openTestApi()
  drawer = await api.askAsRole('OPERATOR')
  other = await api.askAsRole('ADMIN')
  viewer = await api.askAsRole('VIEWER')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)
const fieldsOf = ({ errors }: Answer) =>
  ((errors[0]?.extensions.fields ?? []) as { path: string }[]).map(({ path }) => path)
const flowOf = async (ask: Ask, id: string) =>
  (await ask(`query ($id: ID!) { flow(id: $id) { ${FLOW} } }`, { id })).data.flow

/** What the activity tells of a flow: kind, before, after. */
const linesOf = async (id: string) => {
  const lines = await api.log.read('activity', { after: 0, limit: 1000 })
  return lines.flatMap(({ kind, payload }) => {
    const told = payload as { subjectId?: string; before?: object; after?: object }
    return told.subjectId === id ? [[kind, told.before, told.after] as const] : []
  })
}

describe('a draft', () => {
  test('is kept as it was drawn, and may be incomplete', async () => {
    const { data, errors } = await saveFlow(drawer, { title: 'half', nodes: [start], links: [], form: [] })
    expect(errors).toEqual([])
    expect(data.saveFlow).toMatchObject({ state: 'DRAFT', version: 0, revision: 1, mayEdit: true, published: null })
    expect(data.saveFlow.nodes).toMatchObject([{ id: 'start', kind: 'START', title: 'Start' }])
  })

  test('is for those who draw only', async () => {
    const { data } = await saveFlow(drawer, simpleFlow())
    expect(await flowOf(viewer, data.saveFlow.id)).toBeNull()
    const { flows } = (await viewer('{ flows { id } }')).data
    expect(flows.map(({ id }: { id: string }) => id)).not.toContain(data.saveFlow.id)
    expect(await flowOf(other, data.saveFlow.id)).not.toBeNull()
  })

  test('made twice by the same clientId, also at once, is one', async () => {
    const input = simpleFlow({ clientId: 'twice' })
    const both = await Promise.all([saveFlow(drawer, input), saveFlow(drawer, input)])
    const third = await saveFlow(drawer, input)
    expect(new Set([...both, third].map(({ data }) => data.saveFlow.id)).size).toBe(1)
  })

  test('whose title is taken is refused', async () => {
    await saveFlow(drawer, simpleFlow({ title: 'taken' }))
    const refused = await saveFlow(drawer, simpleFlow({ title: 'taken' }))
    expect(codes(refused)).toEqual(['CONFLICT'])
    expect(refused.errors[0]?.extensions.conflictsWith).toMatchObject({ field: 'input.title' })
  })

  test('saved over somebody else’s is refused, saying who; the same again is not', async () => {
    const input = simpleFlow()
    const { id } = (await saveFlow(drawer, input)).data.saveFlow
    const theirs = { ...input, id, revision: 1, description: 'theirs' }
    const saved = await saveFlow(other, theirs)
    expect(saved.data.saveFlow).toMatchObject({ revision: 2, description: 'theirs' })
    const refused = await saveFlow(drawer, { ...input, id, revision: 1, description: 'mine' })
    expect(codes(refused)).toEqual(['CONFLICT'])
    expect(refused.errors[0]?.message).toContain('A ADMIN')
    expect(refused.errors[0]?.extensions.conflictsWith).toMatchObject({ revision: 2 })
    const again = await saveFlow(other, theirs)
    expect(again.data.saveFlow).toMatchObject({ revision: 2 })
    const { data } = await saveFlow(drawer, { ...theirs, revision: 2, nodes: [start], links: [] })
    expect(data.saveFlow.revision).toBe(3)
    // One line for each that was kept, with how much is drawn and not what.
    const drawn = { title: input.title, description: '', roomId: expect.any(String), nodes: 3, links: 2, form: 1 }
    expect(await linesOf(id)).toEqual([
      ['flow.drafted', undefined, drawn],
      ['flow.changed', { description: '', revision: 1 }, { description: 'theirs', revision: 2 }],
      ['flow.changed', { nodes: 3, links: 2, revision: 2 }, { nodes: 1, links: 0, revision: 3 }],
    ])
  })

  test('of twenty saves at once of one revision exactly one is kept', async () => {
    const input = simpleFlow()
    const { id } = (await saveFlow(drawer, input)).data.saveFlow
    const saves = await Promise.all(
      Array.from({ length: 20 }, (_, i) => saveFlow(drawer, { ...input, id, revision: 1, description: `save ${i}` })),
    )
    expect(saves.filter(({ errors }) => errors.length === 0)).toHaveLength(1)
    expect(saves.flatMap(codes)).toEqual(Array(19).fill('CONFLICT'))
    expect((await flowOf(drawer, id)).revision).toBe(2)
    expect((await linesOf(id)).map(([kind]) => kind)).toEqual(['flow.drafted', 'flow.changed'])
  })

  test('is changed only with the revision that was seen', async () => {
    const { id } = (await saveFlow(drawer, simpleFlow())).data.saveFlow
    const refused = await saveFlow(drawer, { ...simpleFlow(), id })
    expect(fieldsOf(refused)).toEqual(['input.revision'])
  })

  test('that names somebody who is not there is refused at that place', async () => {
    const stranger = '00000000-0000-7000-8000-000000000000'
    const people = [{ kind: 'USERS', userIds: [stranger] }]
    const refused = await saveFlow(drawer, simpleFlow({ nodes: [{ ...start, kind: 'NOTIFY', people }], links: [] }))
    expect(fieldsOf(refused)).toEqual(['input.nodes.0.people.0.userIds.0'])
  })

  test('goes when it is removed, and only then', async () => {
    const { id } = (await saveFlow(drawer, simpleFlow())).data.saveFlow
    expect((await drawer(`mutation { removeFlow(id: "${id}") }`)).data.removeFlow).toBe(id)
    expect(await flowOf(drawer, id)).toBeNull()
    const published = await publishedFlow(drawer)
    expect(codes(await drawer(`mutation { removeFlow(id: "${published.id}") }`))).toEqual(['CONFLICT'])
  })
})

describe('publishing', () => {
  test('makes a version that later drawing does not change', async () => {
    const input = simpleFlow()
    const flow = await publishedFlow(drawer, input)
    expect(flow).toMatchObject({ state: 'PUBLISHED', version: 1, published: { version: 1, title: input.title } })
    const form = [{ name: 'other', title: 'Other?', kind: 'DATE' }]
    await saveFlow(drawer, { ...input, form, id: flow.id, revision: 1 })
    const after = await flowOf(drawer, flow.id)
    expect(after.form).toMatchObject([{ name: 'other' }])
    expect(after.published.definition.form).toMatchObject([{ name: 'reason' }])
    expect(after.published).toEqual(flow.published)
    // Who does not draw is shown what runs.
    expect((await flowOf(viewer, flow.id)).form).toMatchObject([{ name: 'reason' }])
    const second = (await flowVerb(drawer, 'publishFlow', flow.id)).data.publishFlow
    expect(second.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1])
  })

  test('what is published already makes no new version, also by ten calls at once', async () => {
    const flow = await publishedFlow(drawer)
    await Promise.all(Array.from({ length: 10 }, () => flowVerb(drawer, 'publishFlow', flow.id)))
    expect((await flowOf(drawer, flow.id)).version).toBe(1)
  })

  test('says what is wrong with what, and publishes nothing', async () => {
    const form = [{ name: 'which', title: '', kind: 'CHOICE', options: [] }]
    const { id } = (await saveFlow(drawer, simpleFlow({ form }))).data.saveFlow
    const refused = await flowVerb(drawer, 'publishFlow', id)
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
    expect(new Set(fieldsOf(refused))).toEqual(new Set(['form.which']))
    const found = refused.errors[0]?.extensions.findings as { code: string }[]
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['FIELD_TITLE_MISSING']))
    expect(await flowOf(drawer, id)).toMatchObject({ state: 'DRAFT', version: 0 })
  })

  test('of another revision than the one that was looked at is refused', async () => {
    const { id } = (await saveFlow(drawer, simpleFlow())).data.saveFlow
    const refused = await drawer(`mutation { publishFlow(id: "${id}", revision: 7) { id } }`)
    expect(codes(refused)).toEqual(['CONFLICT'])
  })

  test('one that environments ask for is not retired: which they are is said, and another may take its place', async () => {
    const { id } = await publishedFlow(drawer)
    const other = await publishedFlow(drawer)
    const approval = (flowId: string) => ({ flowId, required: 1, approverIds: [], approverRole: 'OPERATOR' })
    const { environments } = await api.database.prisma.project.create({
      include: { environments: true },
      data: {
        ...{ title: 'Guarded', repositoryUrl: 'https://git.example/x.git' },
        environments: { create: { name: 'live', kind: 'PRODUCTION', path: '/srv/x', approval: approval(id) } },
      },
    })
    const refused = await flowVerb(drawer, 'retireFlow', id)
    expect(codes(refused)).toEqual(['CONFLICT'])
    expect(refused.errors[0]?.message).toContain('Guarded, live')
    const named = environments.map((environment) => ({ id: environment.id, name: 'Guarded, live' }))
    expect(refused.errors[0]?.extensions.conflictsWith).toMatchObject({ flowId: id, environments: named })
    expect((await flowOf(drawer, id)).state).toBe('PUBLISHED')
    const where = { id: environments[0]?.id ?? '' }
    await api.database.prisma.environment.update({ where, data: { approval: approval(other.id) } })
    expect((await flowVerb(drawer, 'retireFlow', id)).data.retireFlow.state).toBe('RETIRED')
    expect(codes(await flowVerb(drawer, 'retireFlow', other.id))).toEqual(['CONFLICT'])
  })

  test('one that environments ask for asks nothing that no release can answer, neither when it is chosen nor later', async () => {
    const reason = { name: 'reason', title: 'Why?', kind: 'TEXT', required: true }
    const what = { name: 'what', title: 'What?', kind: 'REVISION', required: true }
    const hidden = { ...reason, shownIf: { field: 'note', operator: 'IS', value: 'x' } }
    const harmless = [what, { name: 'note', title: 'Note', kind: 'TEXT' }, hidden]
    const { environments } = await api.database.prisma.project.create({
      include: { environments: true },
      data: {
        ...{ title: 'Asking', repositoryUrl: 'https://git.example/y.git' },
        environments: { create: { name: 'live', kind: 'PRODUCTION', path: '/srv/y' } },
      },
    })
    const ask = (flowId: string | null) =>
      other('mutation ($id: ID!, $input: EnvironmentInput!) { updateEnvironment(id: $id, input: $input) { id } }', {
        ...{ id: environments[0]?.id },
        input: { approval: flowId === null ? null : { flowId, required: 1, approverRole: 'OPERATOR' } },
      })
    const asksTooMuch = await publishedFlow(drawer, simpleFlow({ form: [what, reason] }))
    const refused = await ask(asksTooMuch.id)
    expect([codes(refused), fieldsOf(refused)]).toEqual([['BAD_USER_INPUT'], ['input.approval.flowId']])
    expect(refused.errors[0]?.extensions.fields).toMatchObject([
      { message: expect.stringMatching(/make optional.*: Why\?\.$/) },
    ])

    const input = simpleFlow({ form: harmless })
    const { id } = await publishedFlow(drawer, input)
    expect((await ask(id)).errors).toEqual([])
    const saved = (await saveFlow(drawer, { ...input, id, revision: 1, form: [what, reason] })).data.saveFlow
    const message = expect.stringMatching(/\(Asking, live\).*“Why\?”\. Make it optional/)
    expect(saved.findings).toMatchObject([
      { code: 'RELEASE_CANNOT_ANSWER', severity: 'ERROR', field: 'reason', message },
    ])
    const unpublished = await flowVerb(drawer, 'publishFlow', id)
    expect([codes(unpublished), fieldsOf(unpublished)]).toEqual([['BAD_USER_INPUT'], ['form.reason']])
    expect((await flowOf(drawer, id)).version).toBe(1)
    expect((await ask(null)).errors).toEqual([])
    expect((await flowVerb(drawer, 'publishFlow', id)).data.publishFlow.version).toBe(2)
  })

  test('says how many tickets are under way, to each whom they may see', async () => {
    const { id } = await publishedFlow(drawer)
    const open = (draft: boolean) =>
      viewer('mutation ($i: OpenTicketInput!) { openTicket(input: $i) { id } }', {
        i: { flowId: id, title: 'x', form: { reason: 'so' }, draft },
      })
    const [first] = [(await open(false)).data.openTicket, await open(false), await open(true)]
    const underWay = async (ask: Ask) =>
      (await ask(`{ flow(id: "${id}") { ticketsUnderWay } }`)).data.flow.ticketsUnderWay
    expect(await underWay(drawer)).toBe(2)
    expect(await underWay(viewer)).toBe(2)
    expect(await underWay(await api.askAsRole('DEVELOPER'))).toBe(0)
    await viewer('mutation ($id: ID!) { withdrawTicket(id: $id) { id } }', { id: first.id })
    expect(await underWay(drawer)).toBe(1)
  })

  test('a retired flow stays visible, takes no publishing, and can be brought back', async () => {
    const { id } = await publishedFlow(drawer)
    expect((await flowVerb(drawer, 'retireFlow', id)).data.retireFlow.state).toBe('RETIRED')
    expect((await flowOf(viewer, id)).state).toBe('RETIRED')
    expect(codes(await flowVerb(drawer, 'publishFlow', id))).toEqual(['CONFLICT'])
    expect((await flowVerb(drawer, 'restoreFlow', id)).data.restoreFlow.state).toBe('PUBLISHED')
    const draft = (await saveFlow(drawer, simpleFlow())).data.saveFlow
    for (const verb of ['retireFlow', 'restoreFlow']) {
      expect(codes(await flowVerb(drawer, verb, draft.id))).toEqual(['CONFLICT'])
    }
  })
})

describe('export and import', () => {
  const importing = (definition: unknown, title: string | null = null) =>
    drawer(`mutation ($d: JSON!, $t: String) { importFlow(definition: $d, title: $t) { ${FLOW} } }`, {
      d: definition,
      t: title,
    })

  test('come back the same, and again the same', async () => {
    const me = (await drawer('{ viewer { id } }')).data.viewer.id
    const nodes = [{ ...start, kind: 'NOTIFY', people: [{ kind: 'USERS', userIds: [me] }], message: 'hi' }]
    const { definition } = (await saveFlow(drawer, simpleFlow({ nodes, links: [] }))).data.saveFlow
    const copy = (await importing(definition, 'a copy')).data.importFlow
    expect({ ...copy.definition, title: definition.title }).toEqual(definition)
    expect(copy).toMatchObject({ title: 'a copy', state: 'DRAFT' })
  })

  test('leave out people whom nobody knows here', async () => {
    const stranger = '00000000-0000-7000-8000-000000000000'
    const people = [{ kind: 'USERS', userIds: [stranger] }]
    const { data } = await importing(
      { nodes: [{ ...start, kind: 'NOTIFY', people }], links: [], form: [] },
      'strangers',
    )
    expect(data.importFlow.nodes[0].people).toEqual([{ kind: 'USERS', role: null, userIds: [], users: [] }])
  })

  test.each([
    ['nothing', null],
    ['a text', 'flow'],
    ['a list', []],
    ['other JSON', { name: 'package', version: '1' }],
    ['links to nowhere', { title: 'x', nodes: [], links: [{ id: 'a', from: 'b', to: 'c' }], form: [] }],
    ['a node that is none', { title: 'x', nodes: [{ id: 'a', kind: 'SCRIPT', x: 0, y: 0 }], links: [], form: [] }],
  ])('of %s is refused with what is wrong', async (_name, definition) => {
    const refused = await importing(definition)
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
    expect(fieldsOf(refused).length).toBeGreaterThan(0)
  })
})

test('a flow that is not saved can be tried out with a sample form, and nothing is written', async () => {
  const { title: _title, ...flow } = simpleFlow()
  const trying = (form: unknown) =>
    drawer(
      `query ($i: SimulateFlowInput!) { simulateFlow(input: $i) { outcome takenLinkIds steps { nodeId need blockers users { username } } } }`,
      { i: { flow, form } },
    )
  const { data, errors } = await trying({ reason: 'why not' })
  expect(errors).toEqual([])
  expect(data.simulateFlow).toMatchObject({ outcome: 'APPROVED', takenLinkIds: ['start-ask', 'ask-end'] })
  const asked = data.simulateFlow.steps.find(({ nodeId }: { nodeId: string }) => nodeId === 'ask')
  expect(asked.users.length).toBeGreaterThan(0)
  expect(asked.blockers).toEqual(['NO_DEADLINE'])
  expect(fieldsOf(await trying({}))).toEqual(['form.reason'])
})
