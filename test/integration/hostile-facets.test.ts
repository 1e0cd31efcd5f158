import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ask, openTestApi } from '../support/execute.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
const known: Record<string, string> = {}

/** What the attack on single fields does not try: numbers out of range, switches that are none, ids of something else. */
const numbers = [-1, 0, 2_147_483_647, -2_147_483_648, 4_294_967_296, 9e15, 1.5, '1', '', Number.NaN, [], {}]
const switches = ['yes', '', 1, 0, [true], { on: true }]
const texts = () => [
  ...['', ' ', '-', 'NaN', '-1', '0', '0%', '-5%', '101%', '1e9', '9'.repeat(400), '%', '_', '\\', '{{TOKEN}}'],
  ...['a\0b', 'a\ud800b', '\u202e', '..', '../x', '/etc/passwd', '*', '(a+)+$', 'x'.repeat(1_000_000), '__proto__'],
  ...[known.user, known.server, known.project, known.environment, known.release, known.nothing],
  ...[1, null, [], {}, ['a', 'b'], true],
]
const REFUSALS = ['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'LOCKED']

interface Case {
  document: string
  valid: () => Record<string, unknown>
}
const setting = (facet: string, value: object): Case => ({
  document: 'mutation ($id: ID!, $input: EnvironmentInput!) { updateEnvironment(id: $id, input: $input) { id } }',
  valid: () => ({ id: known.environment, input: { [facet]: value } }),
})
const cases: Record<string, Case> = {
  'the switches of a project': {
    document: 'mutation ($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { id } }',
    valid: () => ({ id: known.project, input: { submodules: true, largeFiles: false } }),
  },
  'the switch of sendoff.yml': setting('repositoryFile', 'WINS' as unknown as object),
  rollout: setting('rollout', {
    ...{ strategy: 'CANARY', batch: '2', canaryServers: '1', canaryWait: 'TIME', canaryWaitSeconds: 60 },
    ...{ maxFailures: '10%', groups: ['web'], onceCommand: 'true', guided: false },
  }),
  distribution: setting('distribution', {
    ...{ peerToPeer: 'AUTO', portRange: '7000-7100', uploadLimitKb: 10, encryption: false },
  }),
  health: setting('healthCheck', {
    ...{ delaySeconds: 1, intervalSeconds: 2, timeoutSeconds: 60, successes: 2, lockAfterRollback: true },
    http: {
      ...{ from: 'SENDOFF', url: 'https://{host}/health', method: 'GET', expectStatus: '200', bodyContains: 'ok' },
      ...{ headers: [{ name: 'X-It', value: '{{TOKEN}}' }], timeoutSeconds: 5, verifyCertificate: true },
    },
  }),
  searchLog: {
    document: 'query ($id: ID!, $text: String!) { searchLog(releaseId: $id, text: $text) { stepKey firstText } }',
    valid: () => ({ id: known.release, text: 'warning' }),
  },
  releaseEvents: {
    document: 'query ($id: ID!, $a: Int!, $l: Int) { releaseEvents(releaseId: $id, after: $a, limit: $l) { headSeq } }',
    valid: () => ({ id: known.release, a: 0, l: 10 }),
  },
  patch: {
    document: 'query ($id: ID!, $p: String!) { release(id: $id) { changes { patch(path: $p) { text } } } }',
    valid: () => ({ id: known.release, p: 'index.txt' }),
  },
  environments: {
    document: 'query ($f: Int, $a: String) { environments(first: $f, after: $a) { nodes { drift { state } } } }',
    valid: () => ({ f: 10, a: null }),
  },
  'releases of a server': {
    document:
      'query ($id: ID!, $f: Int, $a: String) { server(id: $id) { releases(first: $f, after: $a) { totalCount } } }',
    valid: () => ({ id: known.server, f: 10, a: null }),
  },
  'history of variables': {
    document: 'query ($id: ID!, $f: Int) { environment(id: $id) { variableHistory(first: $f) { totalCount } } }',
    valid: () => ({ id: known.environment, f: 10 }),
  },
  'an incoming webhook': {
    document: 'query ($id: ID!) { incomingHook(id: $id) { arrivals { id } } }',
    valid: () => ({ id: known.nothing }),
  },
}

beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  const the = async (document: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await admin(document, variables)
    expect(errors).toEqual([])
    return Object.values(data)[0] as { id: string; environments: { id: string }[] }
  }
  const c = (await the('mutation { addCredential(input: { name: "c", username: "u", password: "p" }) { id } }')).id
  const server = 'mutation ($c: ID!) { addServer(input: { name: "s", host: "h.example", credentialId: $c }) { id } }'
  known.server = (await the(server, { c })).id
  const environments = [{ name: 'test', kind: 'TEST', path: '/srv/shop', serverIds: [known.server] }]
  const project = await the('mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }', {
    i: { title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments },
  })
  known.project = project.id
  known.environment = project.environments[0]?.id ?? ''
  const release = 'mutation ($e: ID!) { createRelease(input: { environmentId: $e, revision: "main" }) { id } }'
  known.release = (await the(release, { e: known.environment })).id
  known.user = (await the('{ viewer { id } }')).id
  known.nothing = '00000000-0000-7000-8000-000000000000'
})
afterAll(() => api?.close())

type Path = (string | number)[]
function leavesOf(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...at, key]))
}
const partAt = (value: unknown, path: Path) =>
  path.reduce((part: unknown, key) => (part as Record<string | number, unknown>)[key], value)
function replaced(value: unknown, path: Path, by: unknown): Record<string, unknown> {
  const copy = structuredClone(value) as Record<string, unknown>
  const holder = partAt(copy, path.slice(0, -1)) as Record<string | number, unknown>
  holder[path.at(-1) ?? ''] = by
  return copy
}
const attacksOn = (value: unknown) =>
  typeof value === 'number' ? numbers : typeof value === 'boolean' ? switches : texts()

describe.each(Object.entries(cases))('%s', (_name, { document, valid }) => {
  it('works as it is meant', async () => {
    expect((await admin(document, valid())).errors).toEqual([])
  })

  it('answers whatever comes with data or with a refusal that names the field', async () => {
    for (const path of leavesOf(valid())) {
      for (const attack of attacksOn(partAt(valid(), path))) {
        const { errors } = await admin(document, replaced(valid(), path, attack))
        const what = `${path.join('.')} = ${JSON.stringify(attack)?.slice(0, 40)}`
        expect(api.faults, what).toEqual([])
        for (const { extensions } of errors) {
          expect(REFUSALS, what).toContain(extensions.code)
          if (extensions.code === 'BAD_USER_INPUT') expect(extensions.fields, what).not.toEqual([])
        }
      }
    }
  }, 120_000)

  it('tells nobody who is not signed in', async () => {
    const { errors } = await api.askAs(null)(document, valid())
    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
