import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planRelease } from '../../../apps/api/src/engine/plan.ts'
import type { ReleaseJournal } from '../../../apps/api/src/engine/ports.ts'
import { runRelease } from '../../../apps/api/src/engine/run-release.ts'
import { fingerprint } from '../../../apps/api/src/engine/testing/fingerprint.ts'
import { freeSlots } from '../../../apps/api/src/engine/testing/free-slots.ts'
import { noProbes } from '../../../apps/api/src/engine/testing/no-probes.ts'
import { snapshotOf } from '../../../apps/api/src/engine/testing/snapshot.ts'
import { createArtifactStore } from '../../../apps/api/src/platform/build/artifacts.ts'
import { createLocalShell } from '../../../apps/api/src/platform/build/local-shell.ts'
import { createProber } from '../../../apps/api/src/platform/http/prober.ts'
import { inheritable } from '../../../apps/api/src/platform/process/environment.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { createSwarms } from '../../../apps/api/src/platform/swarm/swarms.ts'
import type { SshdServer } from '../../support/sshd-server.ts'

export interface Shipping {
  /** Until every server but those in `without` has a verified copy; what is left then is cancelled. */
  ship(
    servers: SshdServer[],
    options: { way: 'ALWAYS' | 'NEVER'; without?: string; trouble?(path: string): () => void },
  ): Promise<number>
}

let number = 0

/** The engine with its real adapters; only the source is made up, and the journal kept in memory. */
export async function openShipping(data: string, megabytes: number): Promise<Shipping> {
  const environment = inheritable(process.env)
  const artifacts = await createArtifactStore({ directory: join(data, 'artifacts') })
  const swarms = createSwarms(
    { host: null, port: 0, seedPorts: '26881-26999', uploadLimit: 0 },
    { artifacts, environment },
  )
  const local = createLocalShell({ environment, home: join(data, 'home') })
  const source = {
    ensureCommit: async () => undefined,
    async exportTree(_commit: string, target: string) {
      await mkdir(join(target, 'public'))
      for (let file = 0; file < megabytes; file++)
        await writeFile(join(target, 'public', `${file}.bin`), randomBytes(1_000_000))
    },
  }
  return {
    async ship(servers, { way, without, trouble }) {
      number += 1
      const path = `run-${number}`
      const distribution = { peerToPeer: way, portRange: '27000-27400', uploadLimitKb: 0, encryption: false } as const
      const snapshot = snapshotOf({
        ...{ number, commit: 'c'.repeat(40), directory: `20260101000000-${number}`, path: `~/${path}`, distribution },
        servers: servers.map(({ name }) => ({ id: name, name })),
        concurrency: servers.length,
        totalTimeoutSeconds: 900,
      })
      const remote = createSshShell({
        addressOf: async (id) => {
          const server = servers.find(({ name }) => name === id)
          if (!server) throw new Error(`no server ${id}`)
          const { name, host, port, username, privateKey, hostKeyFingerprint } = server
          return { id, name, host, port, username, auth: { privateKey }, hostKeyFingerprint, jump: null }
        },
      })
      const control = new AbortController()
      const watch = watchCopies(servers.filter(({ name }) => name !== without).map(({ name }) => name))
      const ports = {
        ...{ remote, source, local, artifacts, swarms, fingerprint, journal: watch.journal, turns: freeSlots },
        ...{
          clock: { now: () => new Date() },
          builds: { elsewhere: async () => false },
          http: createProber(),
          probes: noProbes,
        },
      }
      const steps = planRelease(snapshot).map(({ key }) => ({ key, status: 'PENDING' as const }))
      const input = { snapshot, steps, ports, targets: [], variables: [], attempt: 1, fence: number }
      const ended = runRelease({ ...input, signal: control.signal, reconnectDelaysMs: [100] })
      await watch.packed
      const over = trouble?.(path)
      const outcome = await Promise.race([watch.copied, ended])
      over?.()
      if (typeof outcome !== 'number') throw new Error(`The release ended as ${outcome.status}: ${outcome.failure}`)
      if (without !== undefined) control.abort(watch.enough)
      await ended.catch(() => undefined)
      for (const { root } of servers) await rm(join(root, path), { recursive: true, force: true })
      return outcome
    },
  }
}

/** Tells how long it took from the packed artifact to the last of these servers. */
function watchCopies(names: string[]) {
  const lacking = new Set(names.map((name) => `upload:${name}`))
  let began = 0
  let pack = (): void => undefined
  let copy = (_ms: number): void => undefined
  const packed = new Promise<void>((resolve) => {
    pack = resolve
  })
  const copied = new Promise<number>((resolve) => {
    copy = resolve
  })
  const journal: ReleaseJournal = {
    async stepChanged({ key, status }) {
      if (key === 'package' && (status === 'SUCCEEDED' || status === 'SKIPPED')) {
        began = performance.now()
        pack()
      }
      if (status === 'SUCCEEDED' && lacking.delete(key) && lacking.size === 0) copy(performance.now() - began)
    },
    async stepsAdded() {},
    async output() {},
    async targetChanged() {},
    async swarmChanged() {},
    async built() {},
  }
  return { journal, packed, copied, enough: new Error('Enough was seen.') }
}
