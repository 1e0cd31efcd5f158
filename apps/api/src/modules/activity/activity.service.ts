import type { EventCursors, EventLog, StoredEvent } from '../../streams/event-log.ts'
import { badInput } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { ACTIVITY_STREAM, type ActivityPayload } from './activity.events.ts'
import { guardActivity } from './activity.policy.ts'

export interface ActivityEvent {
  seq: number
  at: Date
  kind: string
  actor: string | null
  subject: string | null
  place: string | null
  reason: string | null
  message: string
  releaseId: string | null
  projectId: string | null
  serverId: string | null
}

export interface ActivityPage {
  events: ActivityEvent[]
  headSeq: number
}

const MAX_PAGE = 500
const HEARTBEAT_MS = 20_000

export interface ActivityPorts {
  log: EventLog
  cursors: EventCursors
  isInForce(viewer: Viewer): Promise<boolean>
}

const eventOf = ({ seq, at, kind, payload }: StoredEvent): ActivityEvent => {
  const told = payload as Partial<ActivityPayload> | null
  return {
    seq,
    at,
    kind,
    actor: told?.actor ?? null,
    subject: told?.subject ?? null,
    place: told?.place ?? null,
    reason: told?.reason ?? null,
    message: told?.message ?? '',
    releaseId: told?.releaseId ?? null,
    projectId: told?.projectId ?? null,
    serverId: told?.serverId ?? null,
  }
}

/** Who did what: the ticker and its history. */
export function createActivity({ log, cursors, isInForce }: ActivityPorts) {
  return {
    /** Events behind `after`, oldest first. @throws CallerError BAD_USER_INPUT */
    async read(viewer: Viewer, { after, limit }: { after: number; limit: number }): Promise<ActivityPage> {
      guardActivity(viewer, 'activity')
      const fields = [
        ...(after < 0 ? [{ path: 'after', message: 'Give the last seq that you have, 0 for all.' }] : []),
        ...(limit < 1 || limit > MAX_PAGE ? [{ path: 'limit', message: `Ask for 1 to ${MAX_PAGE} events.` }] : []),
      ]
      if (fields.length > 0) throw badInput(fields)
      // The head is read first: a later head would promise events that the page does not hold.
      const headSeq = await log.head(ACTIVITY_STREAM)
      const events = await log.read(ACTIVITY_STREAM, { after, limit })
      return { events: events.map(eventOf), headSeq: Math.max(headSeq, events.at(-1)?.seq ?? 0) }
    },

    /** Live from behind `after`; null = from now. Ends when the viewer's session or rights do. */
    follow(
      viewer: Viewer,
      { after, signal }: { after: number | null; signal: AbortSignal },
    ): AsyncIterable<ActivityEvent> {
      guardActivity(viewer, 'activity')
      const access = { userId: viewer.userId, stillAllowed: () => isInForce(viewer) }
      const events = cursors.follow(ACTIVITY_STREAM, {
        after,
        signal,
        access,
        heartbeatMs: HEARTBEAT_MS,
        scope: 'everybody',
      })
      return (async function* () {
        for await (const event of events) yield eventOf(event)
      })()
    },
  }
}

export type Activity = ReturnType<typeof createActivity>
