import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attacked } from '../support/attacked.ts'
import { type Answer, type Ask, openTestApi } from '../support/execute.ts'
import { FAKE_FINGERPRINT } from '../support/fake-adapters.ts'
import { activityQueries } from '../support/hostile-activity.ts'
import { attackedBuilds } from '../support/hostile-builds.ts'
import { chatMutations, chatQueries } from '../support/hostile-chat.ts'
import { commandMutations, commandQueries, knownTemplate } from '../support/hostile-commands.ts'
import { environmentMutations } from '../support/hostile-environments.ts'
import { attackedFiles } from '../support/hostile-files.ts'
import { flowMutations, flowQueries, knownFlow } from '../support/hostile-flows.ts'
import { metricMutations, metricQueries } from '../support/hostile-metrics.ts'
import { attackedNotifications } from '../support/hostile-notifications.ts'
import { peopleMutations } from '../support/hostile-people.ts'
import { knownPoll, knownPollDraft, pollMutations, pollQueries } from '../support/hostile-polls.ts'
import { releaseMutations } from '../support/hostile-releases.ts'
import { serverMutations } from '../support/hostile-servers.ts'
import { storedTables } from '../support/hostile-tables.ts'
import { attackedTerminals } from '../support/hostile-terminals.ts'
import { attackedTickets } from '../support/hostile-tickets.ts'
import { HOSTILE_VALUES, WRONG_TYPES } from '../support/hostile-values.ts'
import { attackedWhen } from '../support/hostile-when.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
/** Ids of things that exist, for the fields that are not under attack. */
const known: Record<string, string> = {}
let count = 0

const environment = () => ({ name: 'test', kind: 'TEST', path: `/srv/hostile-${++count}`, serverIds: [known.server] })
const project = () => ({
  title: `title-${++count}`,
  repositoryUrl: 'https://git.example/x.git',
  environments: [environment()],
})

/** Every operation with an input that works; each field of it is then attacked alone. */
const operations: Attacked[] = [
  ...peopleMutations(known),
  {
    field: 'addCredential',
    args: { input: 'AddCredentialInput!' },
    selection: '{ id name username }',
    valid: () => ({ input: { name: `c${++count}`, username: 'deploy', password: 'pw' } }),
  },
  {
    field: 'updateCredential',
    args: { id: 'ID!', input: 'UpdateCredentialInput!' },
    selection: '{ name username }',
    valid: () => ({
      id: known.credential,
      input: { name: 'changed', username: 'deploy', privateKey: '-----BEGIN X', passphrase: 'pp' },
    }),
  },
  { field: 'removeCredential', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  {
    field: 'addServer',
    args: { input: 'AddServerInput!' },
    selection: '{ id name host labels }',
    valid: () => ({
      input: {
        name: `s${++count}`,
        host: 'a.example',
        port: 22,
        credentialId: known.credential,
        jumpServerId: known.jump,
        labels: ['web'],
        hostKeyFingerprint: FAKE_FINGERPRINT,
      },
    }),
  },
  {
    field: 'updateServer',
    args: { id: 'ID!', input: 'UpdateServerInput!' },
    selection: '{ name host labels }',
    valid: () => ({
      id: known.server,
      input: {
        name: 'server',
        host: 'a.example',
        port: 22,
        credentialId: known.credential,
        jumpServerId: null,
        labels: ['web'],
      },
    }),
  },
  { field: 'removeServer', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  ...serverMutations(known),
  {
    field: 'trustHostKey',
    args: { serverId: 'ID!', fingerprint: 'String!' },
    selection: '{ id }',
    valid: () => ({ serverId: known.server, fingerprint: FAKE_FINGERPRINT }),
  },
  {
    field: 'addProject',
    args: { input: 'AddProjectInput!' },
    selection: '{ id title repositoryUrl environments { name path } }',
    valid: () => ({ input: { ...project(), credentialId: known.credential } }),
  },
  {
    field: 'updateProject',
    args: { id: 'ID!', input: 'UpdateProjectInput!' },
    selection: '{ title repositoryUrl }',
    valid: () => ({
      id: known.project,
      input: { title: 'project', repositoryUrl: 'https://git.example/y.git', credentialId: null },
    }),
  },
  { field: 'removeProject', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  {
    field: 'addEnvironment',
    args: { projectId: 'ID!', input: 'EnvironmentInput!' },
    selection: '{ id name path }',
    valid: () => ({ projectId: known.project, input: { ...environment(), name: `e${++count}` } }),
  },
  {
    field: 'updateEnvironment',
    args: { id: 'ID!', input: 'EnvironmentInput!' },
    selection:
      '{ name path sharedPaths packing { include exclude } buildCommand afterFetchCommand beforeUploadCommand afterUploadCommand restartCommand checkCommand distribution { portRange } }',
    valid: () => ({
      id: known.environment,
      input: {
        ...environment(),
        afterFetchCommand: 'true',
        buildCommand: 'make',
        beforeUploadCommand: 'true',
        afterUploadCommand: 'true',
        restartCommand: 'true',
        checkCommand: 'true',
        ...{ sharedPaths: ['uploads/'], packing: { include: ['dist/'], exclude: ['*.map'] } },
        keepReleases: 5,
        concurrency: 5,
        onFailure: 'STOP',
        ...{ idleTimeoutSeconds: 60, totalTimeoutSeconds: 60, repositoryFile: 'WINS' },
        variables: [{ name: 'A', value: 'b', secret: false, scope: 'BUILD' }],
        distribution: { peerToPeer: 'AUTO', portRange: '7000-7100', uploadLimitKb: 0, encryption: false },
      },
    }),
  },
  ...environmentMutations(known),
  {
    field: 'fetchRevisions',
    args: { projectId: 'ID!' },
    selection: '{ defaultBranch }',
    valid: () => ({ projectId: known.project }),
  },
  {
    field: 'lockEnvironment',
    args: { id: 'ID!', reason: 'String!', until: 'DateTime' },
    selection: '{ id }',
    valid: () => ({ id: known.environment, reason: 'audit', until: '2099-01-01T00:00:00Z' }),
  },
  { field: 'unlockEnvironment', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.environment }) },
  {
    field: 'createRelease',
    args: { input: 'CreateReleaseInput!' },
    selection: '{ id revision note }',
    valid: () => ({
      input: {
        environmentId: known.environment,
        revision: 'main',
        scheduledAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
        note: 'a note',
        clientId: `client-${++count}`,
      },
    }),
  },
  ...releaseMutations(known),
  ...chatMutations(known),
  ...pollMutations(known),
  ...metricMutations(known),
  ...commandMutations(known),
  ...flowMutations(known),
]

const notifications = attackedNotifications(known)
const when = attackedWhen(known)
const builds = attackedBuilds(known)
const tickets = attackedTickets(known)
const terminals = attackedTerminals(known)
const files = attackedFiles(known)
operations.push(...tickets.mutations, ...terminals.mutations, ...files.mutations)
operations.push(...notifications.mutations, ...builds.mutations, ...when.mutations)

const queries: Attacked[] = [
  {
    field: 'servers',
    args: { first: 'Int', after: 'String', search: 'String', label: 'String', ids: '[ID!]' },
    selection: '{ totalCount }',
    valid: () => ({ first: 10, search: '', label: '', ids: [known.nothing] }),
  },
  {
    field: 'projects',
    args: { first: 'Int', after: 'String', search: 'String' },
    selection: '{ totalCount nodes { id } }',
    valid: () => ({ first: 10, search: '' }),
  },
  {
    field: 'releases',
    args: { first: 'Int', after: 'String', projectId: 'ID', environmentId: 'ID' },
    selection: '{ totalCount }',
    valid: () => ({ first: 10, projectId: known.project, environmentId: known.environment }),
  },
  ...builds.queries,
  ...tickets.queries,
  ...terminals.queries,
  ...files.queries,
  ...when.queries,
  ...notifications.queries,
  ...['server', 'project', 'environment', 'release', 'build'].map((field) => ({
    field,
    args: { id: 'ID!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing }),
  })),
  ...activityQueries(known),
  ...chatQueries(known),
  ...pollQueries(known),
  ...metricQueries(known),
  ...commandQueries(known),
  ...flowQueries(known),
]

const documentOf = (kind: 'query' | 'mutation', { field, args, selection = '' }: (typeof operations)[number]) => {
  const names = Object.keys(args)
  return `${kind} (${names.map((n) => `$${n}: ${args[n]}`)}) { ${field}(${names.map((n) => `${n}: $${n}`)}) ${selection} }`
}

/** Every place in a value, as the paths of errors spell it. */
function leavesOf(value: unknown, at: string[] = []): string[][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...at, String(i)]))
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...at, key]))
  }
  return [at]
}

function replaced(value: unknown, [head, ...rest]: string[], by: unknown): unknown {
  if (head === undefined) return by
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === head ? replaced(item, rest, by) : item))
  const object = value as Record<string, unknown>
  return { ...object, [head]: replaced(object[head], rest, by) }
}

/** That a sign-in was refused is written down on purpose; nothing else may be left by what was refused. */
const meant: Record<string, string> = { StreamEvent: "WHERE kind <> 'session.refused'" }
const sums = storedTables.map(
  (t) => `SELECT '${t}' AS of, md5(string_agg(t::text, '' ORDER BY t::text)) FROM "${t}" t ${meant[t] ?? ''}`,
)
let newest = { transaction: '', stored: '' }

/** A fingerprint of everything that is stored. No transaction since the last one has written: it is still the same. */
async function everythingStored(): Promise<string> {
  const { rows } = await api.database.sql.query<{ next: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
  )
  const transaction = rows[0]?.next ?? ''
  if (transaction !== newest.transaction) {
    const stored = JSON.stringify((await api.database.sql.query(sums.join(' UNION ALL '))).rows)
    newest = { transaction, stored }
  }
  return newest.stored
}

const REFUSALS = ['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'LOCKED', 'UNAUTHENTICATED', 'RATE_LIMITED', 'UNREACHABLE']

/** Either stored as it was written, or refused with a code; when the input itself is at fault, its field is named. */
function judge(answer: Answer, path: string[], wrong: string[] = []): void {
  for (const error of answer.errors) {
    expect(REFUSALS).toContain(error.extensions.code)
    if (error.extensions.code !== 'BAD_USER_INPUT') continue
    const fields = error.extensions.fields as { path: string }[]
    expect(fields.length).toBeGreaterThan(0)
    // What is wrong anyway, such as the old password, is named too.
    const named = fields.map((field) => field.path).filter((name) => !wrong.includes(name))
    if (named.length === 0 && wrong.length > 0) continue
    const spelled = path.join('.')
    // A list or object is named by the place that holds it when it is of the wrong type as a whole.
    const found = named.some((name) => spelled.startsWith(name) || name.startsWith(spelled))
    expect(found, `${spelled} is named by ${named}`).toBe(true)
  }
}

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 10_000, withinMs: 1 }, terminalLimits: { perUser: 10_000 } })
  admin = await api.askAsAdmin()
  const ask = async (document: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await admin(document, variables)
    expect(errors).toEqual([])
    return Object.values(data)[0] as { id: string; environments: { id: string }[] }
  }
  known.nothing = '00000000-0000-7000-8000-000000000000'
  known.user = (
    await ask(
      `mutation { addUser(input: { username: "victim", displayName: "V", password: "long enough", role: VIEWER }) { id } }`,
    )
  ).id
  known.credential = (
    await ask(`mutation { addCredential(input: { name: "known", username: "u", password: "p" }) { id } }`)
  ).id
  const server = (name: string) =>
    ask(
      `mutation ($c: ID!, $n: String!) { addServer(input: { name: $n, host: "h.example", credentialId: $c }) { id } }`,
      { c: known.credential, n: name },
    )
  known.server = (await server('known')).id
  known.jump = (await server('jump')).id
  const added = await ask(
    `mutation ($input: AddProjectInput!) { addProject(input: $input) { id environments { id } } }`,
    { input: project() },
  )
  known.project = added.id
  known.room = (await ask('mutation { createRoom(name: "known") { id } }')).id
  const says = { input: { roomId: known.room, text: 'known' } }
  known.message = (await ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }', says)).id
  known.poll = (await ask(knownPoll)).id
  known.pollDraft = (await ask(knownPollDraft)).id
  known.template = (await ask(knownTemplate)).id
  known.flow = (await ask(knownFlow)).id
  known.environment = added.environments[0]?.id ?? ''
  await when.prepare(ask)
  known.hook = (
    await ask('mutation ($input: AddNotificationHookInput!) { addNotificationHook(input: $input) { id } }', {
      input: notifications.hook(),
    })
  ).id
})
afterAll(async () => {
  await api.close()
})

for (const [kind, list] of [
  ['mutation', operations],
  ['query', queries],
] as const) {
  for (const operation of list) {
    describe(`${kind} ${operation.field}`, () => {
      const document = documentOf(kind, operation)

      test('refuses hostile text by naming the field, or keeps it as it is; nothing half-saved', async () => {
        for (const path of leavesOf(operation.valid()).filter(
          (p) => typeof p.reduce((v: unknown, k) => (v as Record<string, unknown>)[k], operation.valid()) === 'string',
        )) {
          for (const [name, value] of Object.entries(HOSTILE_VALUES)) {
            const variables = replaced(operation.valid(), path, value) as Record<string, unknown>
            const before = await everythingStored()
            const answer = await admin(document, variables)
            expect.soft(api.faults, `${path.join('.')} = ${name}`).toEqual([])
            api.faults.length = 0
            judge(answer, path, operation.wrong)
            if (answer.errors.length > 0) expect(await everythingStored()).toBe(before)
            else if (answer.data[operation.field] !== null) keptAsItIs(answer.data[operation.field], path, value)
          }
        }
      }, 300_000)

      test('refuses values of the wrong type by naming the field', async () => {
        const before = await everythingStored()
        for (const path of leavesOf(operation.valid())) {
          for (const value of WRONG_TYPES) {
            const answer = await admin(document, replaced(operation.valid(), path, value) as Record<string, unknown>)
            judge(answer, path, operation.wrong)
            expect(api.faults).toEqual([])
            // Every whole number is an ID to GraphQL; there is nothing with that one.
            if (answer.errors.length === 0)
              expect([null, { totalCount: 0 }]).toContainEqual(answer.data[operation.field])
          }
        }
        expect(await everythingStored()).toBe(before)
      }, 300_000)
    })
  }
}

/** What was accepted comes back verbatim wherever the answer shows it (names are trimmed at their ends). */
function keptAsItIs(stored: unknown, path: string[], value: string): void {
  const place = path[0] === 'input' ? path.slice(1) : path
  const shown = place.reduce<unknown>(
    (v, key) => (v === null || typeof v !== 'object' ? undefined : (v as Record<string, unknown>)[key]),
    stored,
  )
  if (typeof shown !== 'string' || place[0] === 'id') return
  // Paths are kept in one spelling: without doubled slashes.
  expect([value, value.trim(), value.replace(/\/+/g, '/')]).toContain(shown)
}

test('what was accepted was only ever asked of ports, as plain values', () => {
  for (const address of api.probed) expect(address.host).toBe('a.example')
  for (const url of api.checked) expect(url).toMatch(/^(https?|ssh|git):\/\/|^[\w.+-]+@?[\w.-]*:/)
})
