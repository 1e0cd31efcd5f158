import { planRelease } from '../../../apps/api/src/engine/plan.ts'
import type { ArtifactStore, ReleaseJournal } from '../../../apps/api/src/engine/ports.ts'
import { runRelease } from '../../../apps/api/src/engine/run-release.ts'
import { type Pace, type Paces, UNKNOWN_PACE } from '../../../apps/api/src/engine/sending/pace.ts'
import { fingerprint } from '../../../apps/api/src/engine/testing/fingerprint.ts'
import { freeSlots } from '../../../apps/api/src/engine/testing/free-slots.ts'
import { noProbes } from '../../../apps/api/src/engine/testing/no-probes.ts'
import type { ReleaseKind, ReleaseSnapshot } from '../../../apps/api/src/engine/types.ts'
import { createArtifactStore } from '../../../apps/api/src/platform/build/artifacts.ts'
import { createLocalShell } from '../../../apps/api/src/platform/build/local-shell.ts'
import { createMirrors } from '../../../apps/api/src/platform/git/mirrors.ts'
import { createProber } from '../../../apps/api/src/platform/http/prober.ts'
import { inheritable } from '../../../apps/api/src/platform/process/environment.ts'
import { createWarmShell } from '../../../apps/api/src/platform/ssh/warm-shell.ts'
import { url } from '../../support/repositories.ts'
import { type Measured, timed } from '../measure.ts'
import { checkCommand, restartCommand } from './floor.ts'
import { project, type Scene } from './scene.ts'

export interface Shipped extends Measured {
  directory: string
  sha256: string
  /** From the start of FETCH to the end of PACKAGE. */
  buildMs: number
  /** From the release's start to the first upload. */
  beforeFanOutMs: number
  /** From the first upload (or switch) to the end. */
  fanOutMs: number
  /** Of the artifact, and what was sent to the server that got most. */
  artifactBytes: number
  sentBytes: number
}

export interface Sendoff {
  /** Signs in anew, as the others do each time. */
  ship(servers: number, commit?: string): Promise<Shipped>
  /** Back to a release that is still on the servers; over the connections of the release before, unless they were closed. */
  rollBack(servers: number, to: Shipped): Promise<Shipped>
  /** Closes the connections that were kept. */
  cool(): Promise<void>
}

/** As long as the product keeps them. */
const KEEP_MS = 600_000

let number = 0

/**
 * The engine with its real adapters; only the journal is in memory. A new one has neither mirror nor builds. The others send
 * the whole artifact each time, so it does too, unless deltas are what is measured; `remembers`: as far as they pay.
 */
export async function openSendoff(
  scene: Scene,
  { deltas = false, remembers = false, buildCommand = project.buildCommand } = {},
): Promise<Sendoff> {
  const data = await scene.place('sendoff')
  const environment = inheritable(process.env)
  const mirrors = await createMirrors({ directory: `${data}/mirrors`, environment, allowFiles: true })
  const store = await createArtifactStore({ directory: `${data}/artifacts` })
  const artifacts: ArtifactStore = deltas ? store : { ...store, knows: async () => false }
  const kept = new Map<string, Pace>()
  const paces: Paces = {
    of: async (id) => kept.get(id) ?? UNKNOWN_PACE,
    keep: async (id, pace) => void kept.set(id, pace),
  }
  const local = createLocalShell({ environment, home: `${data}/home` })
  const openShell = () =>
    createWarmShell({
      keep: { idleMs: KEEP_MS },
      addressOf: async (id) => {
        const server = scene.fleet.servers.find(({ name }) => name === id)
        if (!server) throw new Error(`no server ${id}`)
        const { name, host, port, username, privateKey, hostKeyFingerprint } = server
        return { id, name, host, port, username, auth: { privateKey }, hostKeyFingerprint, jump: null }
      },
    })
  let remote = openShell()
  const cool = async () => {
    await remote.close()
    remote = openShell()
  }
  const address = `file://${scene.repository.path}`
  const source = mirrors.mirror(url(address), null)

  async function release(kind: ReleaseKind, servers: number, commit: string, back?: Shipped): Promise<Shipped> {
    number++
    const own = { commit, buildCommand, path: `~/sendoff${deltas ? '-delta' : ''}${remembers ? '-paid' : ''}` }
    const snapshot = { ...snapshotOf(scene, address, kind, servers, back), ...own }
    const steps = planRelease(snapshot).map(({ key }) => ({ key, status: 'PENDING' as const }))
    const watch = watchJournal()
    const ports = {
      clock: { now: () => new Date() },
      remote,
      source,
      local,
      artifacts,
      builds: { elsewhere: async () => false },
      turns: freeSlots,
      journal: watch.journal,
      fingerprint,
      http: createProber(),
      probes: noProbes,
      ...(remembers ? { paces } : {}),
    }
    const { ms, cpuMs, result } = await timed(() =>
      runRelease({
        snapshot,
        steps,
        targets: [],
        variables: [],
        ports,
        attempt: 1,
        fence: number,
        signal: new AbortController().signal,
      }),
    )
    if (result.status !== 'SUCCEEDED') throw new Error(`The release ended as ${result.status}: ${result.failure}`)
    const spans = watch.spans(ms)
    return {
      ms,
      cpuMs,
      directory: snapshot.directory,
      sha256: back?.sha256 ?? watch.sha256(),
      ...watch.bytes(),
      ...spans,
    }
  }
  return {
    async ship(servers, commit = scene.commit) {
      await cool()
      return release('SHIP', servers, commit)
    },
    rollBack: (servers, to) => release('ROLLBACK', servers, scene.commit, to),
    cool,
  }
}

/** Notes when the steps began and ended. */
function watchJournal() {
  const start = performance.now()
  const times = new Map<string, { began: number; ended: number }>()
  let sha256 = ''
  let artifactBytes = 0
  let sentBytes = 0
  const journal: ReleaseJournal = {
    async stepChanged({ key, status }) {
      const now = performance.now() - start
      const time = times.get(key)
      if (!time) times.set(key, { began: now, ended: now })
      else if (status !== 'RUNNING') time.ended = now
    },
    async stepsAdded() {},
    async output() {},
    async targetChanged(change) {
      sentBytes = Math.max(sentBytes, change.sentBytes ?? 0)
    },
    async swarmChanged() {},
    async built(artifact) {
      sha256 = artifact.sha256
      artifactBytes = artifact.sizeBytes
    },
  }
  const fanOut = () => [...times].filter(([key]) => /^(upload|activate):/.test(key)).map(([, { began }]) => began)
  return {
    journal,
    sha256: () => sha256,
    bytes: () => ({ artifactBytes, sentBytes }),
    spans(total: number) {
      const began = Math.min(...fanOut())
      const buildMs = (times.get('package')?.ended ?? 0) - (times.get('fetch')?.began ?? 0)
      return { buildMs, beforeFanOutMs: began, fanOutMs: total - began }
    },
  }
}

function snapshotOf(
  scene: Scene,
  address: string,
  kind: ReleaseKind,
  servers: number,
  back?: Shipped,
): ReleaseSnapshot {
  return {
    releaseId: `bench-${number}`,
    number,
    kind,
    projectId: 'bench',
    environmentId: 'bench',
    repositoryUrl: address,
    revision: 'main',
    commit: scene.commit,
    directory: back?.directory ?? `20260101000000-${number}`,
    path: '~/sendoff',
    servers: scene.fleet.servers.slice(0, servers).map(({ name }) => ({ id: name, name })),
    afterFetchCommand: null,
    buildCommand: project.buildCommand,
    beforeUploadCommand: null,
    afterUploadCommand: null,
    restartCommand,
    checkCommand,
    sharedPaths: [],
    keepReleases: 5,
    concurrency: 10,
    onFailure: 'STOP',
    idleTimeoutSeconds: 60,
    totalTimeoutSeconds: 600,
    pinnedDirectories: [],
    buildSha256: back?.sha256 ?? null,
  }
}
