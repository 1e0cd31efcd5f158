import type { LogTransaction } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { ActivityKind } from './activity.kinds.ts'

/** The one stream of who did what, which the ticker on the page follows. */
export const ACTIVITY_STREAM = 'activity'

export interface ActivityEntry {
  kind: ActivityKind
  /** A sentence's rest behind the actor: `added the server "web-1"`. Never holds a secret. */
  message: string
  /** The name of what was touched. */
  subject?: string
  /** Where it happened, such as `Shop, production`. */
  place?: string
  /** Why, in the words of whoever did it. */
  reason?: string
  releaseId?: string
  projectId?: string
  serverId?: string
  /** What was changed, as it was and as it is: only the fields that differ, by the names that the API has for them. No secrets. */
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

export interface ActivityPayload extends ActivityEntry {
  /** The display name of who did it; null for Sendoff itself. */
  actor: string | null
  actorId: string | null
}

/**
 * Writes down what happens in the same transaction as the change itself. Call it last: the activity stream's row is locked
 * until the commit, and everybody writes to it.
 */
export async function recordActivity(tx: LogTransaction, viewer: Viewer | null, entry: ActivityEntry): Promise<void> {
  const payload: ActivityPayload = { ...entry, actor: viewer?.displayName ?? null, actorId: viewer?.userId ?? null }
  await tx.appendLinked(ACTIVITY_STREAM, { kind: entry.kind, payload })
}
