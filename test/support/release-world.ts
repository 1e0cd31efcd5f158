import { createHash, randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { planRelease } from '../../apps/api/src/engine/plan.ts'
import type {
  ArtifactStore,
  BuildTurns,
  GateProbes,
  LocalShell,
  RemoteShell,
  SourceRepository,
} from '../../apps/api/src/engine/ports.ts'
import type { RunReleaseInput } from '../../apps/api/src/engine/run-input.ts'
import { runRelease } from '../../apps/api/src/engine/run-release.ts'
import type { Paces } from '../../apps/api/src/engine/sending/pace.ts'
import type { Swarms } from '../../apps/api/src/engine/swarm-port.ts'
import { fingerprint } from '../../apps/api/src/engine/testing/fingerprint.ts'
import { freeSlots } from '../../apps/api/src/engine/testing/free-slots.ts'
import { noProbes } from '../../apps/api/src/engine/testing/no-probes.ts'
import { snapshotOf } from '../../apps/api/src/engine/testing/snapshot.ts'
import type { ReleaseOutcome, ReleaseSnapshot } from '../../apps/api/src/engine/types.ts'
import { createArtifactStore } from '../../apps/api/src/platform/build/artifacts.ts'
import { createProber } from '../../apps/api/src/platform/http/prober.ts'
import { run } from '../../apps/api/src/platform/process/run.ts'
import { type RecordedJournal, recordJournal } from './release-journal.ts'

export interface WorldServer {
  id: string
  home: string
  /** Below the home directory; `app` when absent. */
  path?: string
}

export interface Released {
  snapshot: ReleaseSnapshot
  journal: RecordedJournal
  outcome: ReleaseOutcome
}

/** Servers, a source and a build cache for releases of the engine alone, without a database. */
export interface ReleaseWorld {
  servers: WorldServer[]
  /** Where builds and what is made for them lie. */
  directory: string
  /** How often the source was exported and a build packed. */
  counts: { exported: number; packed: number }
  /** How many of the 40 files of `public` are others in each new build. */
  changes: 'ALL' | 'ONE'
  /** Of each of them. */
  fileBytes: number
  /** Everybody may build at once, if nothing else is said. */
  turns: BuildTurns
  /** Nothing is known of the servers, if nothing else is said. */
  paces?: Paces
  /** Nothing can be asked, if nothing else is said. */
  probes: GateProbes
  snapshot(change?: Partial<ReleaseSnapshot>): ReleaseSnapshot
  begin(
    snapshot: ReleaseSnapshot,
    change?: Partial<RunReleaseInput>,
  ): { journal: RecordedJournal; ended: Promise<ReleaseOutcome> }
  /** Ships to the end and proves that what the journal claims is what the servers have. */
  release(change?: Partial<ReleaseSnapshot>, input?: Partial<RunReleaseInput>): Promise<Released>
  expectTruth(journal: RecordedJournal, options?: { unreachable?: string[] }): void
  dispose(): Promise<void>
}

const root = (server: WorldServer): string => join(server.home, server.path ?? 'app')

/** What `current` points to, by its last name; null when there is none. */
export const liveOn = (server: WorldServer): string | null => {
  const current = join(root(server), 'current')
  if (!statSync(root(server), { throwIfNoEntry: false })?.isDirectory()) return null
  if (!lstatSync(current, { throwIfNoEntry: false })) return null
  expect(statSync(current).isDirectory()).toBe(true)
  return readlinkSync(current).split('/').at(-1) ?? null
}

export const releasesOn = (server: WorldServer): string[] => readdirSync(join(root(server), 'releases')).sort()

export async function createReleaseWorld(
  servers: WorldServer[],
  remote: RemoteShell,
  /** What the engine may use besides. */
  { swarmsOf }: { swarmsOf?: (artifacts: ArtifactStore) => Swarms } = {},
): Promise<ReleaseWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'sendoff-world-'))
  const counts = { exported: 0, packed: 0 }
  let number = 0
  let fence = 0
  const artifacts = await openArtifacts(join(directory, 'artifacts'), counts)
  const bytes: Buffer[] = []

  const source: SourceRepository = {
    ensureCommit: async () => undefined,
    async exportTree(commit, target) {
      counts.exported += 1
      await writeFile(join(target, 'commit.txt'), commit)
      await mkdir(join(target, 'public'))
      const changed = world.changes === 'ONE' && bytes.length > 0 ? 1 : 40
      for (let file = 0; file < changed; file++) bytes[file] = randomBytes(world.fileBytes)
      for (const [file, content] of bytes.entries()) await writeFile(join(target, 'public', `${file}.bin`), content)
    },
  }
  const swarms = swarmsOf?.(artifacts)
  const world: ReleaseWorld = {
    servers,
    directory,
    counts,
    changes: 'ALL',
    fileBytes: 9000,
    turns: freeSlots,
    probes: noProbes,
    snapshot(change = {}) {
      number += 1
      const commit = createHash('sha1').update(String(number)).digest('hex')
      const names = servers.map(({ id }) => ({ id, name: id }))
      const own = {
        number,
        commit,
        directory: `202611210800${String(number).padStart(2, '0')}-${number}`,
        servers: names,
      }
      return snapshotOf({ ...own, path: `~/${servers[0]?.path ?? 'app'}`, ...change })
    },
    begin(snapshot, change = {}) {
      const steps = change.steps ?? planRelease(snapshot).map(({ key }) => ({ key, status: 'PENDING' as const }))
      const journal = recordJournal(steps)
      for (const target of change.targets ?? []) journal.targets.set(target.serverId, { ...target, status: 'RUNNING' })
      fence += 1
      const ports = {
        clock: { now: () => new Date() },
        remote,
        source,
        local,
        artifacts,
        builds: { elsewhere: async () => false },
        turns: world.turns,
        journal,
        fingerprint,
        http: createProber(),
        probes: world.probes,
        paces: world.paces,
        ...(swarms ? { swarms } : {}),
      }
      const defaults = { targets: [], variables: [], attempt: 1, fence, signal: new AbortController().signal }
      const ended = runRelease({ ...defaults, reconnectDelaysMs: [1, 5, 20], ...change, steps, snapshot, ports })
      return { journal, ended }
    },
    async release(change = {}, input = {}) {
      const snapshot = world.snapshot(change)
      const { journal, ended } = world.begin(snapshot, input)
      const outcome = await ended
      world.expectTruth(journal)
      return { snapshot, journal, outcome }
    },
    expectTruth(journal, { unreachable = [] } = {}) {
      for (const [key, status] of journal.statuses) {
        expect(['PENDING', 'RUNNING', 'BLOCKED'], `${key} is left ${status}`).not.toContain(status)
      }
      for (const server of servers.filter(({ id }) => !unreachable.includes(id))) {
        const target = journal.targets.get(server.id)
        const live = liveOn(server)
        if (target?.liveDirectory !== undefined) expect(target.liveDirectory ?? null, server.id).toBe(live)
        if (target?.status === 'SUCCEEDED') expect(target.activated).toBe(true)
        expectTidy(server)
      }
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
  }
  return world
}

/** No lock, nothing half done, whatever happened. */
function expectTidy(server: WorldServer): void {
  if (!existsSync(join(root(server), '.sendoff'))) return
  expect(existsSync(join(root(server), '.sendoff/lock')), `a lock is left on ${server.id}`).toBe(false)
  expect(readdirSync(join(root(server), '.sendoff/incoming'))).toEqual([])
  for (const name of releasesOn(server)) {
    expect(name.startsWith('.'), `${name} is left on ${server.id}`).toBe(false)
    for (const file of ['REVISION', 'BUILD', 'commit.txt', 'public/39.bin']) {
      expect(existsSync(join(root(server), 'releases', name, file)), `${name} lacks ${file}`).toBe(true)
    }
    const revision = readFileSync(join(root(server), 'releases', name, 'REVISION'), 'utf8').trim()
    expect(readFileSync(join(root(server), 'releases', name, 'commit.txt'), 'utf8')).toBe(revision)
  }
  expect(readdirSync(root(server)).filter((name) => name.startsWith('.current'))).toEqual([])
}

const local: LocalShell = {
  run: (command, { env, ...options }) =>
    run('sh', ['-c', command], { ...options, env: { PATH: process.env.PATH ?? '', ...env }, graceMs: 1000 }),
}

/** The real store, counted. */
async function openArtifacts(directory: string, counts: { packed: number }): Promise<ArtifactStore> {
  const store = await createArtifactStore({ directory })
  return {
    ...store,
    pack: (...words) => {
      counts.packed += 1
      return store.pack(...words)
    },
  }
}
