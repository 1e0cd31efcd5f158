import type { ReleaseStatus } from '../../shared/theme/states.ts'

/** A release as its card in a room tells it. */
export interface ReleaseCard {
  releaseId: string
  number: number
  kind: 'SHIP' | 'ROLLBACK'
  status: ReleaseStatus
  projectId: string
  projectTitle: string
  environmentId: string
  environmentName: string
  environmentKind: 'TEST' | 'PRODUCTION'
  revision: string
  commit: string
  commitSubject: string | null
  note: string | null
  /** The number of the release that it repeats for the servers that failed. */
  retriesNumber: number | null
  /** Only of a rollback: the number of the release that it puts back. */
  putsBackNumber: number | null
  serverCount: number
  succeededCount: number
  failedCount: number
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  scheduledAt: string | null
  failure: string | null
  badReason?: string | null
  wayBack?: 'UNDER_WAY' | 'DONE' | 'INCOMPLETE' | null
  /** Who paused it. */
  pausedBy?: string | null
  pauseId?: string | null
  /** What it asks. */
  asks?: { id: string; kind: string; serverId: string | null; serverName: string | null; message: string } | null
  hold: { kind: string; reason: string; until: string | null } | null
  override: { by: string; reason: string } | null
  /** Its place in its train. */
  train?: { trainId: string; number: number; position: number; carCount: number } | null
  approval: { required: number; given: string[]; digest: string; expiresAt: string | null } | null
}

/** The card of a message when it is a release's; a later server may post others. */
export function releaseCardOf(card: unknown): ReleaseCard | null {
  return typeof card === 'object' && card !== null && 'releaseId' in card ? (card as ReleaseCard) : null
}

export type CardAct = 'cancel' | 'retry' | 'rollBack'

/** What a card offers. The server judges again; `newest` keeps old cards from undoing what came after them. */
export function cardActs(card: ReleaseCard, newest: boolean): CardAct[] {
  switch (card.status) {
    case 'FAILED':
      return newest ? ['retry', 'rollBack'] : []
    case 'SUCCEEDED':
      return newest ? ['rollBack'] : []
    case 'CANCELLED':
    case 'CANCELLING':
      return []
    default:
      return ['cancel']
  }
}
