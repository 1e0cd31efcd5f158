import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RemoteShell } from '../../../apps/api/src/engine/ports.ts'
import { beginCommand } from '../../../apps/api/src/jobs/run-command.ts'
import type { FlowAction } from '../../../apps/api/src/modules/flows/flow.definition.ts'
import type { FormField } from '../../../apps/api/src/modules/flows/form.definition.ts'
import { approval, drawn, start } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { field, text } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { openTestApi } from '../../support/execute.ts'
import { FAKE_KEY } from '../../support/fake-adapters.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { addressOf } from '../../support/remote.ts'
import {
  decideMine,
  only,
  opened,
  type Person,
  person,
  refusal,
  seedFlow,
  type TestApi,
} from '../../support/tickets.ts'

let api: TestApi
let fleet: SshdFleet
let shell: RemoteShell
let ann: Person
let ben: Person
let operator: Person
let servers: string[]
let place: { projectId: string; environmentId: string; revision: string }
beforeAll(async () => {
  fleet = await startSshdFleet({ count: 2 })
  shell = createSshShell({
    addressOf: async (id) => {
      const server = fleet.servers[servers.indexOf(id)]
      if (!server) throw new Error(`there is no server ${id}`)
      return addressOf(server)
    },
  })
  api = await openTestApi({ shellFor: () => shell })
  ;[ann, ben, operator] = [await person(api, 'DEVELOPER'), await person(api), await person(api, 'OPERATOR')]
  const admin = await api.askAsAdmin()
  const make = async (document: string, i: object) =>
    only<{ id: string; environments: { id: string }[] }>(await admin(document, { i }))
  const { id: credentialId } = await make('mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
    name: 'deploy',
    username: 'deploy',
    privateKey: FAKE_KEY,
  })
  servers = []
  for (const name of ['one', 'two']) {
    const server = { name, host: `${name}.example`, credentialId }
    servers.push((await make('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', server)).id)
  }
  const environment = { name: 'live', kind: 'PRODUCTION', path: '/srv/shop', serverIds: servers }
  const project = { title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments: [environment] }
  const shop = await make(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    project,
  )
  place = { projectId: shop.id, environmentId: shop.environments[0]?.id ?? '', revision: 'main' }
}, 60_000)
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
  await fleet.close()
})

const SEEN = `id status mayStart nextAction { kind } action { state message startedBy { id }
  action { kind } results { name code output problem problemKind } failure }`
interface Acted {
  id: string
  status: string
  mayStart: boolean
  nextAction: { kind: string } | null
  action: {
    state: string
    message: string | null
    failure: string | null
    startedBy: { id: string } | null
    results: { name: string; code: number | null; output: string; problem: string | null; problemKind: string | null }[]
  } | null
}
const look = async (who: Person, id: string) =>
  only<Acted>(await who.ask(`query ($id: ID!) { ticket(id: $id) { ${SEEN} } }`, { id }))
const begin = (who: Person, id: string) =>
  who.ask(`mutation ($id: ID!) { startTicketAction(id: $id) { ${SEEN} } }`, { id })

/** A ticket of Ann's that Ben has approved. */
async function approved(action: FlowAction, form: FormField[], values: object): Promise<string> {
  const done = { id: 'done', title: 'Done', x: 0, y: 0, kind: 'END' as const, outcome: 'APPROVED' as const, action }
  const definition = drawn([start(), approval('check', [ben.id]), done], ['start>check', 'check>done'], form)
  const ticket = await opened(ann, await seedFlow(api, operator, definition), { form: values })
  expect((await begin(ann, ticket.id)).errors[0]?.extensions.code).toBe('CONFLICT')
  expect(only<{ status: string }>(await decideMine(ben, ticket.id, 'APPROVE')).status).toBe('APPROVED')
  return ticket.id
}
const where = field('where', { kind: 'SERVERS', multiple: true })
const command = (line: string, automatic = false): FlowAction => ({
  ...{ kind: 'RUN_COMMAND', automatic, command: line, field: 'where', timeoutSeconds: 20 },
})
/** Runs what waits to its end, as any worker does. */
async function run() {
  const { queue, mayGoOn } = api.services.commands
  await queue.giveUpLost()
  const ports = { queue, mayGoOn, log: api.log, clock: api.clock, remote: shell }
  for (let order = await queue.claim('w'); order; order = await queue.claim('w')) await beginCommand(order, ports).done
}

test('runs a command on the servers of the form, once, with the answers as variables and never as text', async () => {
  const why = `it's "$(id)"; \`id\` && echo broken`
  const id = await approved(command('echo "[$SENDOFF_WHY]"; test -n "$SENDOFF_WHERE"'), [where, text('why')], {
    ...{ where: servers, why },
  })
  expect(await look(ann, id)).toMatchObject({ status: 'APPROVED', mayStart: true, nextAction: { kind: 'RUN_COMMAND' } })
  const begun = await Promise.all(Array.from({ length: 20 }, () => begin(ann, id)))
  expect(begun.filter(({ errors }) => errors.length === 0)).toHaveLength(1)
  expect(new Set(begun.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code)))).toEqual(
    new Set(['CONFLICT']),
  )
  await Promise.all([run(), run()])
  const { status, action, mayStart } = await look(ann, id)
  expect({ status, mayStart }).toEqual({ status: 'CONSUMED', mayStart: false })
  expect(action).toMatchObject({
    ...{ state: 'SUCCEEDED', message: 'It succeeded on 2 of 2 servers.', failure: null, startedBy: { id: ann.id } },
    results: ['one', 'two'].map((name) => ({ name, code: 0, output: `[${why}]\n`, problem: null, problemKind: null })),
  })
})

test('says server by server how it failed, and does not try again', async () => {
  const id = await approved(command('echo lost; exit 3'), [where], { where: servers })
  await begin(ben, id)
  await fleet.stop(1)
  await run()
  await fleet.start(1)
  await run()
  const { action } = await look(ann, id)
  expect(action).toMatchObject({
    state: 'FAILED',
    failure: 'COMMAND_FAILED',
    message: 'It failed on 2 of 2 servers: one, two.',
  })
  expect(action?.results[0]).toEqual({ name: 'one', code: 3, output: 'lost\n', problem: null, problemKind: null })
  expect(action?.results[1]).toMatchObject({
    name: 'two',
    code: null,
    problem: expect.stringMatching(/./),
    problemKind: 'CONNECTION',
  })
})

test('a worker that was lost leaves no command that runs for ever, and none runs twice', async () => {
  const id = await approved(command('exit 0'), [where], { where: servers })
  await begin(ann, id)
  await api.database.prisma.commandRun.update({
    where: { ticketId: id },
    data: { state: 'RUNNING', leaseUntil: new Date(0) },
  })
  await run()
  expect((await look(ann, id)).action).toMatchObject({
    state: 'FAILED',
    failure: 'WORKER_LOST',
    message: /lost/,
    results: [],
  })
})

test('starts by itself where the flow says so, and only there', async () => {
  const byItself = await approved(command('echo hi', true), [where], { where: [servers[0]] })
  const byHand = await approved(command('echo hi'), [where], { where: [servers[0]] })
  await Promise.all([api.services.ticketActions.startDueActions(), api.services.ticketActions.startDueActions()])
  await run()
  expect((await look(ann, byItself)).action).toMatchObject({ state: 'SUCCEEDED', startedBy: null })
  expect(await look(ann, byHand)).toMatchObject({ status: 'APPROVED', action: null })
})

test('grants whoever opened it access to the environment of the form', async () => {
  const what = field('what', { kind: 'ENVIRONMENT' })
  const { projectId, environmentId } = place
  const id = await approved({ kind: 'GRANT_ACCESS', automatic: false, field: 'what', hours: 2 }, [what], {
    what: { projectId, environmentId },
  })
  const mayShip = async () =>
    only<{ mayShip: boolean }>(
      await ann.ask('query ($id: ID!) { environment(id: $id) { mayShip } }', { id: place.environmentId }),
    ).mayShip
  expect(await mayShip()).toBe(false)
  expect(only<Acted>(await begin(operator, id)).action).toMatchObject({ state: 'SUCCEEDED', message: /for 2 h/ })
  expect(await mayShip()).toBe(true)
  const grants = await api.database.prisma.accessGrant.findMany({ where: { ticketId: id } })
  expect(grants).toMatchObject([{ userId: ann.id, environmentId: place.environmentId }])
})

test('hands the ticket to a webhook, or says why not', async () => {
  const admin = await api.askAsAdmin()
  const hook = {
    name: 'desk',
    format: 'WEBHOOK',
    url: 'https://desk.example/in',
    events: ['RELEASE_FAILED'],
    language: 'EN',
    secret: 'a secret of the desk',
  }
  const { data, errors } = await admin(
    'mutation ($i: AddNotificationHookInput!) { addNotificationHook(input: $i) { id } }',
    { i: hook },
  )
  expect(errors).toEqual([])
  const hookId = data.addNotificationHook.id
  const id = await approved({ kind: 'CALL_WEBHOOK', automatic: false, hookId }, [text('why')], { why: 'because' })
  expect(only<Acted>(await begin(ann, id)).action?.state).toBe('SUCCEEDED')
  const [delivery] = await api.database.prisma.notificationDelivery.findMany({ where: { hookId } })
  expect(delivery).toMatchObject({ event: 'ticket.action', news: { ticket: { id, form: { why: 'because' } } } })
  const gone = await approved({ kind: 'CALL_WEBHOOK', automatic: false, hookId: id }, [], {})
  expect(only<Acted>(await begin(ann, gone)).action).toMatchObject({
    state: 'FAILED',
    failure: 'HOOK_GONE',
    message: /gone/,
  })
})

test('is started by those who have a part in it, and by nobody else', async () => {
  const id = await approved(command('exit 0'), [where], { where: servers })
  const stranger = await person(api, 'DEVELOPER')
  expect(refusal(await begin(stranger, id)).code).toBe('NOT_FOUND')
  const told = await person(api)
  await ann.ask('mutation ($id: ID!, $u: [ID!]!) { copyTicket(id: $id, userIds: $u) { id } }', { id, u: [told.id] })
  expect(await look(told, id)).toMatchObject({ mayStart: false })
  expect(refusal(await begin(told, id)).code).toBe('FORBIDDEN')
})
