import { setTimeout as pause } from 'node:timers/promises'
import { RevisionNotFound } from '../../apps/api/src/engine/errors.ts'
import type { RunRelease } from '../../apps/api/src/engine/run-input.ts'
import { fingerprint } from '../../apps/api/src/engine/testing/fingerprint.ts'
import { freeSlots } from '../../apps/api/src/engine/testing/free-slots.ts'
import { noProbes } from '../../apps/api/src/engine/testing/no-probes.ts'
import type { RunPorts } from '../../apps/api/src/jobs/run-release.ts'
import { createFreezes } from '../../apps/api/src/modules/freezes/freezes.service.ts'
import type { Viewer } from '../../apps/api/src/modules/kernel/viewer.ts'
import { createReleaseQueue } from '../../apps/api/src/modules/releases/queue/release.queue.ts'
import { createReleaseRuns } from '../../apps/api/src/modules/releases/queue/release.runs.ts'
import type { ReleasePorts } from '../../apps/api/src/modules/releases/release.ports.ts'
import { createReleaseService } from '../../apps/api/src/modules/releases/release.service.ts'
import { createRepositorySettings } from '../../apps/api/src/modules/repository-file/repository-settings.ts'
import { createTrains } from '../../apps/api/src/modules/trains/trains.service.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { createStreams } from '../../apps/api/src/streams/streams.ts'

export const commitOf = (revision: string) => Buffer.from(revision.padEnd(20, '.')).toString('hex').slice(0, 40)

/** Releases on a real database, with a repository of which every revision but `missing` exists. */
export async function createReleaseHouse(database: Database, options: Partial<ReleasePorts> = {}) {
  const clock = { now: () => new Date() }
  const bus = createInProcessBus()
  const streams = createStreams({ database, bus, clock })
  const { log, cursors } = streams
  const ports: ReleasePorts = {
    prisma: database.prisma,
    log,
    cursors,
    bus,
    clock,
    isInForce: async () => true,
    settings: createRepositorySettings({
      mirrorOf: async () => ({ readFile: async () => null }),
      environmentsOf: async () => [],
    }),
    remote: { connect: () => Promise.reject(new Error('no servers here')) },
    revisions: {
      async resolve(_project, revision) {
        if (revision === 'missing') throw new RevisionNotFound('There is no branch, tag or commit "missing".')
        return { commit: commitOf(revision), subject: `Subject of ${revision}` }
      },
    },
    ...options,
  }
  const queue = createReleaseQueue(log)
  const releases = createReleaseService(ports)
  const runs = createReleaseRuns({ prisma: database.prisma, log, bus })
  return {
    database,
    prisma: database.prisma,
    bus,
    log,
    cursors,
    clock,
    queue,
    runs,
    releases,
    trains: createTrains(ports, releases),
    freezes: createFreezes(ports),
    /** What a worker needs, with an engine that a test provides. */
    runPorts: (engine: RunRelease, more: Partial<RunPorts> = {}): RunPorts => ({
      queue,
      runs,
      log,
      clock,
      engine,
      remote: ports.remote,
      local: { run: () => Promise.reject(new Error('no builds here')) },
      artifacts: {
        find: async () => null,
        open: async () => null,
        pack: () => Promise.reject(new Error('no builds here')),
        workDirectory: () => Promise.reject(new Error('no builds here')),
        knows: async () => false,
        delta: async () => null,
      },
      builds: { elsewhere: async () => false },
      slots: { of: () => freeSlots },
      fingerprint,
      http: { ask: () => Promise.reject(new Error('nothing is asked here')) },
      probes: noProbes,
      sourceOf: async () => ({ ensureCommit: async () => undefined, exportTree: async () => undefined }),
      variablesOf: async () => [],
      ...more,
    }),
    close: () => streams.close(),
  }
}

export type ReleaseHouse = Awaited<ReturnType<typeof createReleaseHouse>>

let names = 0

/** A user, two servers and an environment, made without the services that others test. */
export async function seedEnvironment(
  { prisma }: Pick<ReleaseHouse, 'prisma'>,
  change: { kind?: 'TEST' | 'PRODUCTION'; servers?: number; role?: Viewer['role'] } = {},
) {
  const n = ++names
  const viewer = await seedViewer({ prisma }, change.role ?? 'ADMIN')
  const credential = await prisma.credential.create({
    data: { name: `key-${n}`, kind: 'PASSWORD', username: 'deploy', sealed: 'x' },
  })
  const servers = []
  for (let i = 1; i <= (change.servers ?? 2); i++) {
    servers.push(
      await prisma.server.create({ data: { name: `web-${n}-${i}`, host: 'localhost', credentialId: credential.id } }),
    )
  }
  const project = await prisma.project.create({
    data: { title: `Shop ${n}`, repositoryUrl: 'https://example.org/shop.git' },
  })
  const environment = await prisma.environment.create({
    data: {
      projectId: project.id,
      name: 'staging',
      kind: change.kind ?? 'TEST',
      path: '~/app',
      sharedPaths: [],
      servers: { create: servers.map((server, position) => ({ serverId: server.id, position })) },
    },
  })
  return { viewer, servers, project, environment, environmentId: environment.id }
}

export async function seedViewer({ prisma }: Pick<ReleaseHouse, 'prisma'>, role: Viewer['role']): Promise<Viewer> {
  const n = ++names
  const user = await prisma.user.create({
    data: { username: `user-${n}`, displayName: `User ${n}`, passwordHash: 'x', role },
  })
  return {
    userId: user.id,
    username: user.username,
    displayName: user.displayName,
    role,
    sessionId: null,
    apiTokenId: null,
  }
}

/** What the activity tells of a release beyond sentences, in order: kind, before, after. */
export async function changesTold({ log }: Pick<ReleaseHouse, 'log'>, releaseId: string) {
  const lines = await log.read('activity', { after: 0, limit: 1000 })
  return lines.flatMap(({ kind, payload }) => {
    const told = payload as { releaseId?: string; before?: unknown; after?: unknown }
    return told.releaseId === releaseId ? [[kind, told.before, told.after]] : []
  })
}

/** Asks until it is so; for what another process does, of which nothing tells. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, withinMs = 30_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`Not so within ${withinMs} ms: ${ask}`)
    await pause(25)
  }
}
