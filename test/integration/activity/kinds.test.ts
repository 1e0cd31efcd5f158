import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../../apps/api/src/graphql/schema.ts'
import { type ActivityEntry, recordActivity } from '../../../apps/api/src/modules/activity/activity.events.ts'
import { factsTold } from '../../../apps/api/src/modules/activity/activity.facts.ts'
import { type ActivityKind, activityKinds } from '../../../apps/api/src/modules/activity/activity.kinds.ts'
import type { Role } from '../../../apps/api/src/modules/kernel/viewer.ts'
import { activityAudiences } from '../../support/activity-audiences.ts'
import { openTestApi } from '../../support/execute.ts'
import { rights } from '../../support/rights.ts'

const nounOf = (kind: string) => kind.split('.', 1)[0] ?? ''
const seenOf = (kind: string) => activityAudiences[kind] ?? activityAudiences[nounOf(kind)]
const audience = (kind: string) => {
  const seen = seenOf(kind)
  return seen && 'only' in seen ? seen.only : 'EVERYBODY'
}
const knows: Record<Role, string[]> = {
  VIEWER: ['EVERYBODY'],
  DEVELOPER: ['EVERYBODY'],
  OPERATOR: ['EVERYBODY', 'OPERATORS'],
  ADMIN: ['EVERYBODY', 'OPERATORS', 'ADMINS'],
}

test('of every kind it is said who may know of it, and no other is spoken of', () => {
  expect(activityKinds.filter((kind) => !seenOf(kind))).toEqual([])
  const words = new Set<string>([...activityKinds, ...activityKinds.map(nounOf)])
  expect(Object.keys(activityAudiences).filter((word) => !words.has(word))).toEqual([])
})

test('what everybody reads in the activity, a VIEWER finds elsewhere too', () => {
  const queries = schema.getQueryType()?.getFields() ?? {}
  for (const [kind, seen] of Object.entries(activityAudiences)) {
    if (!('by' in seen)) continue
    expect(queries[seen.by], kind).toBeDefined()
    expect(rights[seen.by]?.needs, kind).toBe('VIEWER')
  }
})

let api: Awaited<ReturnType<typeof openTestApi>>
let first: number
beforeAll(async () => {
  api = await openTestApi()
  for (const role of Object.keys(knows) as Role[]) tokens.set(role, await api.enterAs(role))
  first = (await api.log.head('activity')) + 1
  for (const kind of activityKinds) {
    const facts = Object.fromEntries(factsTold(kind).map((which) => [which, { of: kind }]))
    const entry = { kind, subject: `what ${kind} names`, message: 'm', ...facts } as ActivityEntry
    await api.log.transaction((tx) => recordActivity(tx, null, entry))
  }
})
afterAll(() => api.close())
const tokens = new Map<Role, string>()

const LINES = `query ($kinds: [String!], $after: String) {
  activityLines(first: 100, after: $after, filter: { kinds: $kinds, text: "what" }) {
    totalCount pageInfo { hasNextPage endCursor } nodes { kind }
  }
}`
const STREAM = 'query ($after: Int!) { activity(after: $after, limit: 500) { events { kind subject message } } }'

test.each(Object.keys(knows) as Role[])(
  '%s: of every kind only what they may know, in lists, alone and live',
  async (role) => {
    const ask = api.askAs(tokens.get(role) ?? '')
    const mine = activityKinds.filter((kind) => knows[role].includes(audience(kind)))
    const listed: string[] = []
    for (let after: string | null = null; ; ) {
      const { data } = await ask(LINES, { after })
      const { nodes, pageInfo } = data.activityLines
      listed.push(...nodes.map(({ kind }: { kind: string }) => kind))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(listed.sort()).toEqual([...mine].sort())
    const hidden = activityKinds.filter((kind) => !mine.includes(kind))
    if (hidden.length > 0) {
      const { data } = await ask(LINES, { kinds: hidden, after: null })
      expect(data.activityLines).toMatchObject({ totalCount: 0, nodes: [] })
    }
    const told = (await ask(STREAM, { after: first - 1 })).data.activity.events as {
      kind: string
      subject: string | null
    }[]
    expect(told.map(({ kind }) => kind)).toEqual(activityKinds.map((kind) => (mine.includes(kind) ? kind : 'hidden')))
    expect(told.filter(({ kind }) => kind === 'hidden').every(({ subject }) => subject === null)).toBe(true)
    const alone = await ask(
      `{ ${activityKinds.map((_kind: ActivityKind, i) => `l${i}: activityLine(seq: ${first + i}) { kind }`).join(' ')} }`,
    )
    const found = Object.values(alone.data as Record<string, { kind: string } | null>).flatMap(
      (line) => line?.kind ?? [],
    )
    expect(found.sort()).toEqual([...mine].sort())
  },
)
