import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApp } from '../../../apps/api/src/app.ts'
import { schema } from '../../../apps/api/src/graphql/schema.ts'
import { flowRights } from '../../../apps/api/src/modules/flows/flows.policy.ts'
import { approval, drawn, end, start } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { field, number, text } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import { ticketRights } from '../../../apps/api/src/modules/tickets/tickets.policy.ts'
import { createStreams } from '../../../apps/api/src/streams/streams.ts'
import { openTestApi } from '../../support/execute.ts'
import { flowMutations, flowTables } from '../../support/hostile-flows.ts'
import { attackedTickets, ticketTables } from '../../support/hostile-tickets.ts'
import { opened, type Person, person, seedFlow, type TestApi } from '../../support/tickets.ts'

let api: TestApi
let app: App
let url: string
let streams: ReturnType<typeof createStreams>
let admin: Person
const faults: unknown[] = []

beforeAll(async () => {
  api = await openTestApi()
  const { database, bus, services, clock } = api
  streams = createStreams({ database, bus, clock })
  app = createApp({
    ...{ services, schema, database, bus, streams },
    authenticate: services.accounts.authenticate,
    rolesInForce: services.accounts.rolesInForce,
    settings: {
      ...{ publicUrl: null, trustProxy: false, webDirectory: null, sockets: { perAddress: 10, perUser: 10 } },
      page: { version: '0', gojsLicenseKey: null },
    },
    logger: { error: (details) => void faults.push(details) },
  })
  ;({ url } = await app.start(0, '127.0.0.1'))
  admin = await person(api, 'ADMIN')
})
afterAll(async () => {
  await app.stop()
  streams.close()
  await api.close()
  expect([...faults, ...api.faults]).toEqual([])
})

/** All rows that a ticket or a flow could leave a trace in. */
const rows = async () => {
  const tables = [...ticketTables, ...flowTables, 'TicketTimer', 'TicketAction', 'TicketFile', 'StreamEvent', 'User']
  const all = await Promise.all(
    tables.map((table) =>
      api.database.prisma.$queryRawUnsafe(
        `SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS sum FROM "${table}" t`,
      ),
    ),
  )
  return Object.fromEntries(tables.map((table, index) => [table, JSON.stringify(all[index])]))
}

interface Operation {
  field: string
  args: Record<string, string>
  selection?: string
  valid(): Record<string, unknown>
}
const documentOf = ({ field, args, selection = '' }: Operation) => {
  const names = Object.keys(args)
  const variables = names.map((name) => `$${name}: ${args[name]}`).join(', ')
  return `mutation (${variables}) { ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) ${selection} }`
}

/** As a link that somebody follows sends it: with the cookie of whoever follows it. */
const byGet = (operation: Operation, headers: Record<string, string>) => {
  const asked = { query: documentOf(operation), variables: JSON.stringify(operation.valid()) }
  return fetch(`${url}/graphql?${new URLSearchParams(asked)}`, { headers })
}
const byPost = async (operation: Operation) => {
  const body = JSON.stringify({ query: documentOf(operation), variables: operation.valid() })
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()
}

test('actions reachable by GET: every one on tickets and flows is refused, and changes nothing', async () => {
  const check = approval('check', [(await person(api)).id])
  const form = [text('why'), field('rows', { kind: 'TABLE', columns: [number('n')], maxRows: 5 })]
  const flowId = await seedFlow(api, admin, drawn([start(), check, end()], ['start>check', 'check>end'], form))
  const ticket = await opened(admin, flowId, { form: { why: 'It broke', rows: [{ n: 1 }] } })
  const about = (nothing: string) => {
    const known = { nothing, user: (ticket.tasks[0]?.user.id ?? '') as string }
    return [...attackedTickets(known).mutations, ...flowMutations(known)]
  }
  const named = (operations: Operation[], field: string) => operations.find((one) => one.field === field) as Operation
  const operations: Operation[] = about(ticket.id)
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {})
  const ours = mutations.filter((name) => name in ticketRights || name in flowRights)
  expect(operations.map(({ field }) => field).sort()).toEqual(ours.sort())

  // Each of these does what it says when it comes by POST: see below.
  const effective = [
    named(operations, 'withdrawTicket'),
    named(operations, 'saveFlow'),
    named(about(flowId), 'openTicket'),
    named(about(flowId), 'retireFlow'),
  ]
  const before = await rows()
  const cookie = { cookie: `sendoff=${admin.token}` }
  // With the cookie alone it could come from a foreign site; by a script that says who it is, it is the method that is wrong.
  const ways = [
    [cookie, 403],
    [{ ...cookie, 'content-type': 'application/json' }, 405],
    [{ authorization: `Bearer ${admin.token}` }, 405],
    [{ ...cookie, accept: 'text/html' }, 200],
  ] as const
  const attempts = [
    ...operations.map((one) => [one, [ways[1]]] as const),
    ...effective.map((one) => [one, ways] as const),
  ]
  for (const [operation, those] of attempts) {
    for (const [headers, status] of those) {
      const answer = await byGet(operation, { accept: 'application/json', ...headers })
      const body = await answer.text()
      const { field } = operation
      expect({ field, status: answer.status, data: body.includes('"data":{') }).toEqual({ field, status, data: false })
    }
  }
  expect(await rows()).toEqual(before)
  // A question by GET is answered: it was the mutation that was refused.
  const asked = await fetch(`${url}/graphql?query={taskCount{pending}}`, {
    headers: { ...cookie, 'content-type': 'application/json' },
  })
  expect(await asked.json()).toEqual({ data: { taskCount: { pending: 0 } } })
  for (const operation of effective) expect(await byPost(operation)).not.toHaveProperty('errors')
  expect(await rows()).not.toEqual(before)
})
