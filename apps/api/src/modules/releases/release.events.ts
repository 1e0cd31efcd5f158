import type { Sending } from '../../engine/sending/sending.ts'
import type { SwarmFigures } from '../../engine/swarm-port.ts'
import type { ReleaseStatus, StepStatus } from '../../engine/types.ts'

export type OutputStream = 'STDOUT' | 'STDERR' | 'SYSTEM'

/** The stream of a release's own changes. */
export const releaseStream = (releaseId: string) => `release:${releaseId}`
/** The stream of everything that its steps print; an event's key is the step's key. */
export const outputStream = (releaseId: string) => `output:${releaseId}`

/** Every event tells the release's status too, so that a viewer who joins late knows it from any event. */
export interface ReleaseChange {
  releaseStatus: ReleaseStatus
  message?: string | null
  stepKey?: string
  stepStatus?: StepStatus
  percent?: number | null
  exitCode?: number | null
  serverId?: string
  serverName?: string
  targetStatus?: StepStatus
  liveDirectory?: string | null
  previousDirectory?: string | null
  /** It was switched, or is no longer; absent: this event says nothing of it. */
  activated?: boolean
  sentBytes?: number
  reusedBytes?: number
  sending?: Sending
  swarm?: SwarmFigures
}

export type ReleaseChangeKind = 'release' | 'step' | 'target' | 'swarm'

export const releaseChanged = (releaseStatus: ReleaseStatus, message: string | null = null) => ({
  kind: 'release',
  payload: { releaseStatus, message } satisfies ReleaseChange,
})

export interface OutputPayload {
  stream: OutputStream
  text: string
}
