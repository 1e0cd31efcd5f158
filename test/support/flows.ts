import { expect } from 'vitest'
import type { Ask } from './execute.ts'

/** One approval by whoever has the role. */
export const approval = (id: string, role = 'ADMIN', more: Record<string, unknown> = {}) => ({
  ...{ id, kind: 'APPROVAL', title: `Ask ${role}`, x: 200, y: 0, people: [{ kind: 'ROLE', role }] },
  ...{ rule: { kind: 'ALL' } },
  ...more,
})

export const start = { id: 'start', kind: 'START', title: 'Start', x: 0, y: 0 }
export const end = { id: 'end', kind: 'END', title: 'Done', x: 400, y: 0, outcome: 'APPROVED' }

export const link = (from: string, to: string, condition: unknown = null) => ({
  ...{ id: `${from}-${to}`, from, to, condition, position: 0 },
})

/** Someone asks, an admin decides. */
export const simpleFlow = (more: Record<string, unknown> = {}) => ({
  title: `flow ${Math.random()}`,
  nodes: [start, approval('ask'), end],
  links: [link('start', 'ask'), link('ask', 'end')],
  form: [{ name: 'reason', title: 'Why?', kind: 'TEXT', required: true }],
  ...more,
})

export const FLOW = `id title description state version revision mayEdit owner { username } savedBy { username } definition
  nodes { id kind title people { kind role userIds users { id } } rule { kind approvals groups { title } } outcome }
  links { id from to condition position } form { name title kind required shownIf options { value title } columns { name } }
  findings { code severity nodeId linkId field message } published { version title definition formSchema }
  versions { version title publishedBy { username } }`

export const saveFlow = (ask: Ask, input: Record<string, unknown>) =>
  ask(`mutation ($input: SaveFlowInput!) { saveFlow(input: $input) { ${FLOW} } }`, { input })

export const flowVerb = (ask: Ask, verb: string, id: string) =>
  ask(`mutation ($id: ID!) { ${verb}(id: $id) { ${FLOW} } }`, { id })

/** Saves and publishes; fails the test when either is refused. */
export async function publishedFlow(ask: Ask, input: Record<string, unknown> = simpleFlow()) {
  const saved = await saveFlow(ask, input)
  expect(saved.errors).toEqual([])
  const published = await flowVerb(ask, 'publishFlow', saved.data.saveFlow.id)
  expect(published.errors).toEqual([])
  return published.data.publishFlow
}
