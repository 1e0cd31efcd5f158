import type { Clock } from '../../engine/ports.ts'
import type { EventLog, LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { askerOf, type Viewer } from '../kernel/viewer.ts'
import type { Person } from './people.ts'

/** Whoever guesses from many places must not fill the log: so many refusals a minute are lines of their own, the rest is counted. */
const REFUSALS_A_MINUTE = 30

/** What the activity tells of sessions. */
export function createSessionLines({ log, clock }: { log: EventLog; clock: Clock }) {
  let minute = 0
  let written = 0
  let uncounted = 0

  return {
    opened: (tx: LogTransaction, user: Person, from: { address: string; sessionId: string }) =>
      recordActivity(tx, { ...askerOf(user), ...from }, { kind: 'session.opened', message: 'signed in' }),

    ended: (tx: LogTransaction, viewer: Viewer, sessionId: string, message: string) =>
      recordActivity(tx, viewer, { kind: 'session.ended', subjectId: sessionId, message }),

    /** Of the name only what is known already: people type passwords into the wrong field. */
    async refused(user: Person | null, address: string): Promise<void> {
      const now = Math.floor(clock.now().getTime() / 60_000)
      if (now !== minute) [minute, written] = [now, 0]
      if (written >= REFUSALS_A_MINUTE) {
        uncounted += 1
        return
      }
      written += 1
      const others = uncounted
      uncounted = 0
      await log.transaction((tx) =>
        recordActivity(tx, nobody(address), {
          kind: 'session.refused',
          ...(user && { subject: user.username, subjectId: user.id }),
          message: user ? `Somebody was refused as ${user.username}` : 'Somebody was refused whom nobody knows',
          after: { refusedBefore: others },
        }),
      )
    },
  }
}

/** Nobody has signed in, but it came from somewhere. */
const nobody = (address: string) => ({ displayName: null, userId: null, address })
