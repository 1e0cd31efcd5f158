import type { LogTransaction } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { FactsOfKind } from './activity.facts.ts'
import { nounOf } from './activity.kinds.ts'

/** The one stream of who did what, which the ticker on the page follows. */
export const ACTIVITY_STREAM = 'activity'

interface Told {
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
  /** The id of what was touched, of the noun that the kind begins with: of a `ticket.opened` the ticket's. Of releases, servers and projects it is known. */
  subjectId?: string
}

/** What is written down. `before` and `after` name only the fields that differ, as the API names them, and no secrets. */
export type ActivityEntry = Told & FactsOfKind

export type ActivityPayload = ActivityEntry & {
  /** The display name of who did it; null for Sendoff itself. */
  actor: string | null
  actorId: string | null
  /** Where it came from; left out where nobody asked. For ADMINs. */
  from?: ActivityOrigin
}

export interface ActivityOrigin {
  /** The address that the request came from. */
  address?: string
  sessionId?: string
  apiTokenId?: string
}

/** Who did it; somebody without a name is somebody whom nobody knows. */
export type Actor = Pick<Viewer, 'address'> &
  Partial<Pick<Viewer, 'sessionId' | 'apiTokenId'>> & { displayName: string | null; userId: string | null }

function originOf({ address, sessionId, apiTokenId }: Actor): ActivityOrigin | undefined {
  const origin = { ...(address && { address }), ...(sessionId && { sessionId }), ...(apiTokenId && { apiTokenId }) }
  return Object.keys(origin).length > 0 ? origin : undefined
}

/** What has a field of its own in every line. */
function subjectIdOf({ kind, subjectId, releaseId, serverId, projectId }: ActivityEntry): string | undefined {
  const known: Record<string, string | undefined> = { release: releaseId, server: serverId, project: projectId }
  return subjectId ?? known[nounOf(kind)]
}

/**
 * Writes down what happens in the same transaction as the change itself. Call it last: the activity stream's row is locked
 * until the commit, and everybody writes to it.
 */
export async function recordActivity(tx: LogTransaction, viewer: Actor | null, entry: ActivityEntry): Promise<void> {
  const payload: ActivityPayload = {
    ...entry,
    subjectId: subjectIdOf(entry),
    ...{ actor: viewer?.displayName ?? null, actorId: viewer?.userId ?? null },
    from: viewer ? originOf(viewer) : undefined,
  }
  await tx.appendLinked(ACTIVITY_STREAM, { kind: entry.kind, payload })
}
