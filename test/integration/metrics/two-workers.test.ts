import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { SampleSource } from '../../../apps/api/src/modules/metrics/sampling/sample-source.ts'
import { openSampledFleet, startSampling } from '../../support/sampled-fleet.ts'

let world: Awaited<ReturnType<typeof openSampledFleet>>
beforeAll(async () => {
  world = await openSampledFleet(3)
})
afterAll(() => world.close())

interface Monitoring {
  state: string
  problem: string | null
  sampledAt: string
  values: { key: string; value: number }[]
  alarms: { rule: { name: string } }[]
}

async function monitoring(): Promise<Monitoring[]> {
  const { data, errors } = await world.admin(
    '{ servers { nodes { monitoring { state problem sampledAt values { key value } alarms { rule { name } } } } } }',
  )
  expect(errors).toEqual([])
  return data.servers.nodes.map((node: { monitoring: Monitoring }) => node.monitoring)
}
const states = async () => (await monitoring()).map(({ state }) => state)
const WAIT = { timeout: 40_000, interval: 200 }
const UP = ['UP', 'UP', 'UP']

/** Counts how many hold a server open at the same moment. */
function counted() {
  const open = new Map<string, number>()
  let most = 0
  const sampledBy = new Map<string, Set<number>>()
  let workers = 0
  const through = (source: SampleSource): SampleSource => {
    const worker = workers++
    return {
      async open(serverId, signal) {
        const opened = await source.open(serverId, signal)
        open.set(serverId, (open.get(serverId) ?? 0) + 1)
        most = Math.max(most, ...open.values())
        sampledBy.set(serverId, (sampledBy.get(serverId) ?? new Set()).add(worker))
        let over = false
        return {
          ...opened,
          get alive() {
            return opened.alive
          },
          async close() {
            await opened.close()
            if (!over) open.set(serverId, (open.get(serverId) ?? 1) - 1)
            over = true
          },
        }
      },
    }
  }
  return {
    through,
    sampledBy,
    get most() {
      return most
    },
  }
}

test('a real server tells its figures, live and over time, without anything installed there', async () => {
  const { services, bus } = world.api
  const worker = await startSampling(services, bus)
  const ending = new AbortController()
  try {
    await vi.waitFor(async () => {
      for (const { state, values } of await monitoring()) {
        expect(state).toBe('UP')
        const keys = values.map(({ key }) => key)
        expect(keys).toEqual(expect.arrayContaining(['cpu', 'memory', 'load', 'disk:/', 'netReceived']))
      }
    }, WAIT)
    const frames = world.api.follow(
      await world.api.enterAs('VIEWER'),
      'subscription ($ids: [ID!]!) { serverMetrics(serverIds: $ids) { at servers { serverId state at values { key } } } }',
      { ids: world.serverIds },
      ending.signal,
    )
    const seen: string[][] = []
    for await (const { serverMetrics } of frames) {
      expect(serverMetrics.servers.map(({ serverId }: { serverId: string }) => serverId)).toEqual(
        [...world.serverIds].sort(),
      )
      seen.push(serverMetrics.servers.map(({ at }: { at: string }) => at))
      if (seen.length === 4) break
    }
    expect(new Set(seen.flat()).size).toBeGreaterThan(3)
    const [from, to] = [-600, 600].map((seconds) => new Date(Date.now() + seconds * 1000).toISOString())
    const { data } = await world.admin(
      `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
        serverMetrics(serverId: $id, from: $from, to: $to, keys: ["cpu"]) { key unit limit windowSeconds times mean count } }`,
      { id: world.serverIds[0], from, to },
    )
    expect(data.serverMetrics).toMatchObject([{ key: 'cpu', unit: 'PERCENT', limit: 100, windowSeconds: 1 }])
    expect(data.serverMetrics[0].times.length).toBeGreaterThanOrEqual(2)
    expect(worker.faults).toEqual([])
  } finally {
    ending.abort()
    await worker.stop()
  }
})

test('two workers share the fleet, and never sample one server at once; one that leaves hands over', async () => {
  const { services, bus } = world.api
  const count = counted()
  const [one, two] = [await startSampling(services, bus, count), await startSampling(services, bus, count)]
  try {
    await vi.waitFor(() => expect([one.serverIds.length, two.serverIds.length].sort()).toEqual([1, 2]), WAIT)
    expect(one.serverIds.filter((id) => two.serverIds.includes(id))).toEqual([])
    await vi.waitFor(() => expect(one.serverIds.every((id) => count.sampledBy.get(id)?.has(0))).toBe(true), WAIT)
    await one.stop()
    await vi.waitFor(() => expect(two.serverIds).toHaveLength(3), WAIT)
    await vi.waitFor(async () => expect(await states()).toEqual(UP), WAIT)
    await vi.waitFor(() => expect([...count.sampledBy.values()].some((workers) => workers.size === 2)).toBe(true), WAIT)
    expect(count.most).toBe(1)
    expect([...one.faults, ...two.faults]).toEqual([])
  } finally {
    await two.stop()
  }
})

test('what an operator pauses is left alone until it is resumed', async () => {
  const { services, bus } = world.api
  const worker = await startSampling(services, bus)
  const change =
    'mutation ($id: ID!, $paused: Boolean!) { pauseMonitoring(serverId: $id, paused: $paused) { monitoring { state } } }'
  try {
    await vi.waitFor(async () => expect(await states()).toEqual(UP), WAIT)
    const paused = await world.admin(change, { id: world.serverIds[0], paused: true })
    expect(paused.data.pauseMonitoring.monitoring.state).toBe('PAUSED')
    await vi.waitFor(() => expect(worker.serverIds).not.toContain(world.serverIds[0]), WAIT)
    await pause(1_500)
    expect(await states()).toContain('PAUSED')
    await world.admin(change, { id: world.serverIds[0], paused: false })
    await vi.waitFor(async () => expect(await states()).toEqual(UP), WAIT)
  } finally {
    await worker.stop()
  }
})

test('a server whose sshd hangs is let go within 20 s, is told as DOWN once, and recovers once it goes on', async () => {
  const { services, bus, database } = world.api
  const opened = new Map<string, number[]>()
  const letGo: number[] = []
  const through = (source: SampleSource): SampleSource => ({
    async open(serverId, signal) {
      const open = await source.open(serverId, signal)
      opened.set(serverId, [...(opened.get(serverId) ?? []), Date.now()])
      return {
        ...open,
        get alive() {
          return open.alive
        },
        async close() {
          await open.close()
          if (serverId === world.serverIds[0]) letGo.push(Date.now())
        },
      }
    },
  })
  const worker = await startSampling(services, bus, { through })
  const told = async () => {
    const { data } = await world.admin('{ activity(after: 0, limit: 500) { events { kind subject } } }')
    return data.activity.events
      .filter(
        ({ kind, subject }: Record<string, string>) => /alarm|recovered/.test(kind ?? '') && subject === 'server-1',
      )
      .map(({ kind }: { kind: string }) => kind)
  }
  try {
    await vi.waitFor(async () => expect(await states()).toEqual(UP), WAIT)
    await vi.waitFor(() => expect(opened.has(world.serverIds[0] ?? '')).toBe(true), WAIT)
    letGo.length = 0
    const frozenAt = Date.now()
    await world.fleet.freeze(0)
    await vi.waitFor(() => expect(letGo.length).toBeGreaterThan(0), WAIT)
    // A question a second, and 20 s for its answer.
    expect((letGo[0] ?? 0) - frozenAt).toBeLessThanOrEqual(21_500)
    // The others were sampled all the time.
    const [, other] = await monitoring()
    expect(Date.now() - Date.parse(other?.sampledAt ?? '')).toBeLessThan(5_000)
    await vi.waitFor(async () => expect((await monitoring())[0]).toMatchObject({ state: 'DOWN' }), {
      ...WAIT,
      timeout: 60_000,
    })
    await vi.waitFor(async () => expect(await told()).toEqual(['server.alarm']), WAIT)
    expect((await monitoring())[0]?.problem).toMatch(/\w/)
    await world.fleet.thaw(0)
    await vi.waitFor(async () => expect(await states()).toEqual(UP), WAIT)
    await vi.waitFor(async () => expect(await told()).toEqual(['server.alarm', 'server.recovered']), WAIT)
    const alarms = await database.prisma.metricAlarm.findMany()
    expect(alarms.map(({ endedAt }) => endedAt !== null)).toEqual([true])
    expect(worker.faults).toEqual([])
  } finally {
    await world.fleet.thaw(0)
    await worker.stop()
  }
})
