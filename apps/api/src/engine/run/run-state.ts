import type { ReleaseControls } from '../controls.ts'
import type { GateDesk } from '../gates/gate-desk.ts'
import { gateKey } from '../gates/gates-of.ts'
import type { Artifact } from '../ports.ts'
import type { Rollout } from '../rollout/rollout.ts'
import type { Standing } from '../rollout/schedule.ts'
import type { RunReleaseInput } from '../run-input.ts'
import type { Pace } from '../sending/pace.ts'
import type { Sending } from '../sending/sending.ts'
import type { Bell } from './bell.ts'
import type { KeptConnection } from './kept-connection.ts'
import type { StepBook } from './step-book.ts'
import type { Distribution } from './swarm/distribution.ts'

/** One server while a release runs. */
export interface ServerRun {
  id: string
  name: string
  link: KeptConnection
  /** Fires when this server's part must end: with the whole run, or because the server leaves the release. */
  work: AbortSignal
  leave: AbortController
  /** The first of the rollout's groups that it belongs to. */
  group: string | null
  standing: Standing
  /** It may leave the release now: it is not about to switch, and does nothing for the others. */
  mayLeave: boolean
  /** Whether our lock may be on it. */
  locked: boolean
  /** The release's directory is there, whole, with an accepted build. */
  present: boolean
  /** This attempt holds its lock and has read what is live. */
  looked: boolean
  /** It was there already when the release came: not sent, and not removed when the release fails. */
  foundPresent: boolean
  /** Version of its aria2; null: none was found, or not looked for. */
  aria2: string | null
  /** What `current` pointed to before this release; null when nothing was live. */
  previous: string | null
  /** `current` points to this release, as last read or as told by an earlier attempt. */
  switched: boolean
  /** When it was switched, in ms; 0 while it is not. */
  switchedAt: number
  /** The switch was begun and its end was not read. */
  maybeSwitched: boolean
  /** Why this server's part failed, in a sentence. */
  failure: string | null
  /** The server went back to what it had. */
  rolledBack: boolean
  /** Earlier releases there that parts may be taken over from, best first. */
  builds: { directory: string; sha256: string }[]
  /** KB that were free when the release came; null when that is not known. */
  freeKb: number | null
  /** How many bytes of the build were sent, in all tries. */
  sentBytes: number
  /** How many bytes of the artifact did not have to travel, and the release that they came from. */
  reused: { bytes: number; from: string } | null
  /** What earlier uploads told of it; null as long as nobody has looked. */
  pace: Pace | null
  /** How its build is sent, and why; null: nothing was sent, or others sent it. */
  sending: Sending | null
}

/** A release while it runs. */
export interface Run extends RunReleaseInput {
  rollout: Rollout
  controls: ReleaseControls
  /** Rings when people want something else, and when a server has ended or failed. */
  bell: Bell
  book: StepBook
  desk: GateDesk
  /** In the order of the rollout. */
  servers: ServerRun[]
  /** Servers in the order of their switch. */
  switches: ServerRun[]
  /** Fires when the run is cancelled or must stop at once; everything up to the switch of the last server obeys it. */
  work: AbortSignal
  /** Fires when nothing may be touched any more; tidying up and rolling back obey only this one. */
  stop: AbortController
  /** Whether it ends as a cancelled one. Decided when it goes to its end, and not again; null before. */
  cancelled: boolean | null
  /** What stopped the release; nothing new starts once it is set. Servers may have failed without stopping it. */
  failure: string | null
  /** A person decided that what switched goes back. */
  mustGoBack: boolean
  artifact: Artifact | null
  /** How the build travels where servers share it among each other; null: each is served on its own. */
  distribution: Distribution | null
  /** Steps that a dead worker left half done. */
  leftRunning: Set<string>
  /** Hashes that count as the right build. */
  accepted: Set<string>
}

export const isCancelled = (run: Run): boolean => run.cancelled ?? (run.work.aborted && !run.stop.signal.aborted)

/** Stops the release: notes why, the first time. */
export function fail(run: Run, sentence: string): void {
  run.failure ??= sentence
  run.bell.ring()
}

/** The server whose step it is; null for steps of the whole release. */
export const serverOfStep = (run: Run, key: string): ServerRun | null =>
  run.servers.find(({ id }) => key.endsWith(`:${id}`)) ?? null

/** The last step on a server that ships. */
export const lastKey = ({ book }: Run, server: ServerRun): string =>
  book.has(gateKey(server)) ? gateKey(server) : `check:${server.id}`

/** Whether the release is as it should be on this server, as far as it is known. */
export const isWell = (run: Run, server: ServerRun): boolean =>
  run.failure === null && !isCancelled(run) && server.failure === null && server.standing !== 'OUT'

/** `restart: ` when such a step failed among those whose key ends so; else nothing. */
export function failedStep(run: Run, ending: string): string {
  const failed = run.book.keys().find((key) => {
    const status = run.book.status(key)
    return key.endsWith(ending) && key !== 'start' && (status === 'FAILED' || status === 'UNKNOWN')
  })
  return failed === undefined ? '' : `${failed.slice(0, failed.length - ending.length)}: `
}

/** A sentence from anything that was thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
