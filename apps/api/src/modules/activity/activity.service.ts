import type { EventCursors, EventLog } from '../../streams/event-log.ts'
import { badInput } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { audienceOfViewer } from './activity.audience.ts'
import { ACTIVITY_STREAM } from './activity.events.ts'
import { guardActivity } from './activity.policy.ts'
import { type ActivityLine, type FollowedLine, lineOf } from './activity-line.ts'
import { createActivityReading, type ReadingPorts } from './activity-reading.ts'
import { createActivityVerifying } from './activity-verifying.ts'

export interface ActivityPage {
  events: ActivityLine[]
  headSeq: number
}

const MAX_PAGE = 500
const HEARTBEAT_MS = 20_000

export interface ActivityPorts extends ReadingPorts {
  log: EventLog
  cursors: EventCursors
  isInForce(viewer: Viewer): Promise<boolean>
}

/** Who did what: the ticker, its history, and the audit log. */
export function createActivity(ports: ActivityPorts) {
  const { log, cursors, isInForce, database } = ports
  const { verifyActivity } = createActivityVerifying(database)
  return {
    ...createActivityReading(ports),

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
      const audience = audienceOfViewer(viewer)
      return {
        events: events.map((event) => lineOf(event, audience)),
        headSeq: Math.max(headSeq, events.at(-1)?.seq ?? 0),
      }
    },

    /**
     * Live from behind `after`; null = from now. Ends when the viewer's session or rights do. What it yields is for `lineOf`: as it
     * comes from the log, it is the same for all of one audience and rendered once.
     */
    follow(
      viewer: Viewer,
      { after, signal }: { after: number | null; signal: AbortSignal },
    ): AsyncIterable<FollowedLine> {
      guardActivity(viewer, 'activity')
      const access = { userId: viewer.userId, stillAllowed: () => isInForce(viewer) }
      const scope = audienceOfViewer(viewer)
      return cursors.follow(ACTIVITY_STREAM, { after, signal, access, heartbeatMs: HEARTBEAT_MS, scope })
    },

    /** Whether all lines are what was written. @throws CallerError FORBIDDEN */
    async verifyChain(viewer: Viewer) {
      guardActivity(viewer, 'activityChain')
      return verifyActivity()
    },
  }
}

export type Activity = ReturnType<typeof createActivity>
