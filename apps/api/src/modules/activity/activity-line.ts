import type { FollowedEvent, StoredEvent } from '../../streams/event-log.ts'
import { type Audience, HIDDEN, mayKnow } from './activity.audience.ts'
import type { ActivityOrigin, ActivityPayload } from './activity.events.ts'

/** What only ADMINs may know of a line. */
export interface ActivityAudit extends ActivityOrigin {
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** A line as somebody may know it. */
export interface ActivityLine {
  seq: number
  at: Date
  kind: string
  actor: string | null
  actorId: string | null
  subject: string | null
  subjectId: string | null
  place: string | null
  reason: string | null
  message: string
  releaseId: string | null
  projectId: string | null
  serverId: string | null
  audit: ActivityAudit | null
}

/** A line as it comes from the log, or a heartbeat. */
export type FollowedLine = FollowedEvent

/** The line as this audience may know it; of what it may not know nothing is left but the number and the time. */
export function lineOf(
  { seq, at, kind, payload }: Omit<StoredEvent, 'streamId' | 'key'>,
  audience: Audience,
): ActivityLine {
  const knows = mayKnow(audience, kind)
  const told: Partial<ActivityPayload> = knows ? ((payload as ActivityPayload | null) ?? {}) : {}
  return {
    ...{ seq, at, kind: knows ? kind : HIDDEN },
    ...{ actor: told.actor ?? null, actorId: told.actorId ?? null },
    ...{ subject: told.subject ?? null, subjectId: told.subjectId ?? null },
    ...{ place: told.place ?? null, reason: told.reason ?? null, message: told.message ?? '' },
    ...{ releaseId: told.releaseId ?? null, projectId: told.projectId ?? null, serverId: told.serverId ?? null },
    audit: audience === 'ADMINS' ? { ...told.from, before: told.before ?? null, after: told.after ?? null } : null,
  }
}
