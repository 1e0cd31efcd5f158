import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ProbeAsker } from '../../../apps/api/src/modules/metrics/probes/probe-asker.ts'
import { openSampledFleet, startSampling } from '../../support/sampled-fleet.ts'

const WAIT = { timeout: 40_000, interval: 100 }

let world: Awaited<ReturnType<typeof openSampledFleet>>
let environmentId: string
let answer = (response: ServerResponse) => void response.end('{"queue":{"length":"7"},"token":"s3cret"}')
const application = createServer((_request, response) => answer(response))
const address = () => `http://127.0.0.1:${(application.address() as AddressInfo).port}/`

beforeAll(async () => {
  application.listen(0, '127.0.0.1')
  await once(application, 'listening')
  world = await openSampledFleet(2)
  const { prisma } = world.api.database
  const project = await prisma.project.create({ data: { title: 'Shop', repositoryUrl: 'https://git.example/shop' } })
  const [serverId = ''] = world.serverIds
  const { id } = await prisma.environment.create({
    data: {
      ...{ projectId: project.id, name: 'live', kind: 'TEST', path: '/srv/shop' },
      servers: { create: { serverId } },
    },
  })
  environmentId = id
})
afterAll(async () => {
  application.closeAllConnections()
  application.close()
  await world.close()
})

const http = (more: object = {}) => ({
  ...{ name: 'queue', kind: 'HTTP', url: address(), pointer: '/queue/length', everySeconds: 5, ...more },
})
const command = (more: object = {}) => ({
  ...{ name: 'files', kind: 'COMMAND', command: 'echo 3', serverId: world.serverIds[0], everySeconds: 5, ...more },
})

const gate = { comparison: 'ABOVE', threshold: 2 }

const add = (input: object, environment = environmentId) =>
  world.admin('mutation ($e: ID!, $i: ProbeInput!) { addProbe(environmentId: $e, input: $i) { id } }', {
    ...{ e: environment, i: input },
  })
const tried = async (input: object) =>
  (
    await world.admin(
      'mutation ($e: ID!, $i: ProbeInput!) { testProbe(environmentId: $e, input: $i) { value problem } }',
      { e: environmentId, i: input },
    )
  ).data.testProbe

test('what is tried answers its number, or what is wrong, and repeats nothing of the answer', async () => {
  expect(await tried(http())).toEqual({ value: 7, problem: null })
  expect(await tried(http({ pointer: '/token' }))).toEqual({
    ...{ value: null, problem: 'What stands at /token in the answer is no number.' },
  })
  answer = (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  expect((await tried(http())).problem).toMatch(/leads elsewhere.*302/)
  answer = (response) => void response.writeHead(503).end('9')
  expect((await tried(http())).problem).toBe('The answer has the status 503.')
  answer = (response) => void response.end('9'.repeat(200_000))
  expect((await tried(http())).problem).toBe('The answer is longer than 64 KB.')
  answer = (response) => void response.end('{"queue":{"length":"7"}}')
})

test('a command runs on a real server: its number, its exit, and too much of it', async () => {
  expect(await tried(command())).toEqual({ value: 3, problem: null })
  expect(await tried(command({ command: 'echo \'{"a":[1.5]}\'; echo 9 >&2', pointer: '/a/0' }))).toMatchObject({
    value: 1.5,
  })
  expect((await tried(command({ command: 'echo s3cret >&2; exit 4' }))).problem).toBe('The command ended with 4.')
  expect((await tried(command({ command: 'yes 1 | head -c 300000' }))).problem).toBe('The answer is longer than 64 KB.')
})

test.each([
  [() => http({ url: 'http://169.254.169.254/latest' }), 'input.url'],
  [() => http({ url: 'http://a:b@host/' }), 'input.url'],
  [() => http({ url: 'file:///etc/passwd' }), 'input.url'],
  [() => http({ url: 'http://{host}/' }), 'input.url'],
  [() => http({ url: undefined }), 'input.url'],
  [() => http({ command: 'id' }), 'input.command'],
  [() => http({ pointer: 'queue' }), 'input.pointer'],
  [() => http({ everySeconds: 4 }), 'input.everySeconds'],
  [() => http({ everySeconds: 3601 }), 'input.everySeconds'],
  [() => http({ limit: 0 }), 'input.limit'],
  [() => http({ gate: { ...gate, threshold: null } }), 'input.gate.threshold'],
  [() => http({ gate: { ...gate, threshold: 1e16 } }), 'input.gate.threshold'],
  [() => http({ gate: { ...gate, watchSeconds: 3601 } }), 'input.gate.watchSeconds'],
  [() => http({ gate: { ...gate, watchSeconds: 9, everySeconds: 10 } }), 'input.gate.everySeconds'],
  [() => command({ serverId: null }), 'input.serverId'],
  [() => command({ serverId: world.serverIds[1] }), 'input.serverId'],
  [() => command({ command: ' ' }), 'input.command'],
  [() => command({ url: 'http://h/' }), 'input.url'],
])('%s is refused at its field', async (input, field) => {
  const { errors } = await add(input())
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: field }] })
})

/** Counts how many questions are under way for one probe at the same moment. */
function counted() {
  const under = new Map<string, number>()
  const askedBy = new Map<string, Set<number>>()
  let [most, workers] = [0, 0]
  const asking = (asker: ProbeAsker): ProbeAsker => {
    const worker = workers++
    return {
      open(question) {
        const key = question.url ?? question.command ?? ''
        const open = asker.open(question)
        return {
          ...open,
          async ask(signal) {
            under.set(key, (under.get(key) ?? 0) + 1)
            most = Math.max(most, ...under.values())
            askedBy.set(key, (askedBy.get(key) ?? new Set()).add(worker))
            try {
              return await open.ask(signal)
            } finally {
              under.set(key, (under.get(key) ?? 1) - 1)
            }
          },
        }
      },
    }
  }
  return { asking, askedBy, most: () => most }
}

const probes = async () =>
  (
    await world.admin('query ($e: ID!) { environment(id: $e) { probes { id name value problem sampledAt } } }', {
      e: environmentId,
    })
  ).data.environment.probes
const valuesOf = async (probeId: string) => {
  const [from, to] = [-600, 600].map((seconds) => new Date(Date.now() + seconds * 1000).toISOString())
  const { data, errors } = await world.admin(
    `query ($p: ID!, $f: DateTime!, $t: DateTime!) {
      probeMetrics(probeId: $p, from: $f, to: $t) { key unit limit windowSeconds times last } }`,
    { p: probeId, f: from, t: to },
  )
  return data?.probeMetrics ?? errors[0]?.extensions.code
}

const FRAMES =
  'subscription ($e: ID!) { probeMetrics(environmentId: $e) { probes { probeId value sampledAt problem } } }'

interface Told {
  probeId: string
  value: number | null
  sampledAt: string | null
  problem: string | null
}

/** What a follower has heard, the newest last. */
function listen(token: string, ending: AbortController) {
  const frames: Told[][] = []
  const over = (async () => {
    for await (const { probeMetrics } of world.api.follow(token, FRAMES, { e: environmentId }, ending.signal))
      frames.push(probeMetrics.probes)
  })()
  return { frames, newest: () => frames.at(-1) ?? [], over }
}

test('two workers share the probes and never ask one at once; one that leaves hands over, and what is removed is forgotten', async () => {
  const { services, bus } = world.api
  const [stays, goes] = [await world.api.enterAs('VIEWER'), await world.api.enterAs('VIEWER')]
  const ending = new AbortController()
  const follower = listen(stays, ending)
  await vi.waitFor(() => expect(follower.frames).toEqual([[]]), WAIT)
  const queue: string = (await add(http())).data.addProbe.id
  const files: string = (await add(command({ unit: 'PERCENT' }))).data.addProbe.id
  expect((await add(http())).errors[0]?.extensions.code).toBe('CONFLICT')
  expect(await valuesOf(queue)).toMatchObject({ windowSeconds: 5, times: [] })
  const count = counted()
  const [one, two] = [await startSampling(services, bus, count), await startSampling(services, bus, count)]
  try {
    await vi.waitFor(() => expect([one.probeIds.length, two.probeIds.length]).toEqual([1, 1]), WAIT)
    await vi.waitFor(
      async () =>
        expect(await probes()).toMatchObject([
          { value: 3, problem: null },
          { value: 7, problem: null },
        ]),
      WAIT,
    )
    const heard = [
      { probeId: files, value: 3, problem: null },
      { probeId: queue, value: 7, problem: null },
    ]
    await vi.waitFor(() => expect(follower.newest()).toMatchObject(heard), WAIT)
    // Who comes later hears at once what is so, and nothing any more once they have signed out.
    const leaver = listen(goes, ending)
    await vi.waitFor(() => expect(leaver.newest()).toMatchObject(heard), WAIT)
    await world.api.askAs(goes)('mutation { signOut }')
    await expect(leaver.over).rejects.toThrow()
    expect(await valuesOf(files)).toMatchObject({ key: 'value', unit: 'PERCENT', limit: 100, windowSeconds: 5 })
    // What it asks now is answered soon: nobody waits for the next look.
    answer = (response) => void response.end('0.004')
    const changed = await world.admin(
      'mutation ($p: ID!, $i: ProbeInput!) { updateProbe(id: $p, input: $i) { value } }',
      {
        ...{ p: queue, i: http({ pointer: null }) },
      },
    )
    expect(changed.data.updateProbe).toEqual({ value: null })
    await one.stop()
    await vi.waitFor(() => expect(two.probeIds).toHaveLength(2), WAIT)
    await vi.waitFor(async () => expect((await valuesOf(queue)).last).toEqual(expect.arrayContaining([7, 0.004])), WAIT)
    await vi.waitFor(() => expect([...count.askedBy.values()].some((by) => by.size === 2)).toBe(true), WAIT)
    expect(count.most()).toBe(1)
    answer = (response) => void response.writeHead(500).end()
    await vi.waitFor(async () => expect((await probes())[1].problem).toBe('The answer has the status 500.'), WAIT)
    expect((await probes())[1].value).toBe(0.004)
    const troubled = { probeId: queue, value: 0.004, problem: 'The answer has the status 500.' }
    await vi.waitFor(() => expect(follower.newest()[1]).toMatchObject(troubled), WAIT)
    const values = follower.frames.map((frame) => frame.find(({ probeId }) => probeId === queue)?.value)
    expect(new Set(values)).toEqual(new Set([undefined, null, 7, 0.004]))
    expect([...one.faults, ...two.faults]).toEqual([])
    await world.admin('mutation ($p: ID!) { removeProbe(id: $p) }', { p: queue })
    await vi.waitFor(() => expect(two.probeIds).toEqual([files]), WAIT)
    expect(await valuesOf(queue)).toBe('NOT_FOUND')
    await vi.waitFor(() => expect(follower.newest()).toMatchObject([{ probeId: files }]), WAIT)
  } finally {
    await two.stop()
    ending.abort()
  }
  await follower.over
  const { data } = await world.admin('{ activity(after: 0, limit: 500) { events { kind } } }')
  const lines = data.activity.events.filter(({ kind }: { kind: string }) => kind.startsWith('probe.'))
  expect(lines.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['probe.added', 'probe.added', 'probe.changed', 'probe.removed'],
  ])
})

test.each(['00000000-0000-7000-8000-000000000000', '\u0000', '', 'x'.repeat(100_000)])(
  'nobody follows the probes of %j',
  async (e) => {
    const token = await world.api.enterAs('VIEWER')
    const frames = world.api.follow(token, FRAMES, { e }, new AbortController().signal)
    await expect(frames.next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  },
)
