import { createHash } from 'node:crypto'
import type { PresenceTimes } from './presence-times.ts'

/** Somebody who is there, and since when by the database's clock, in ms. */
export interface Present {
  userId: string
  since: number
}

/** People who came, or who went, at about the same time. */
export interface PresenceNotice {
  /** The same on every node that saw the same people come or go. */
  id: string
  kind: 'CONNECTED' | 'DISCONNECTED'
  userIds: string[]
  at: Date
}

interface Gathering {
  until: number
  people: Present[]
}

const KEPT = 20

/**
 * What changes of who is there mean to people: a reload is nothing, and a crowd is one notice. Knows no clock and no timer:
 * whoever holds it says what time it is, and comes back at `nextAt`.
 */
export function createNoticeBook(times: Pick<PresenceTimes, 'leaveMs' | 'mergeMs' | 'noticeMs'>) {
  let present: Map<string, number> | null = null
  const leaving = new Map<string, { since: number; at: number }>()
  const gathering: Record<PresenceNotice['kind'], Gathering | null> = { CONNECTED: null, DISCONNECTED: null }
  let notices: PresenceNotice[] = []

  const gather = (kind: PresenceNotice['kind'], person: Present, now: number) => {
    gathering[kind] ??= { until: now + times.mergeMs, people: [] }
    gathering[kind]?.people.push(person)
  }

  /** Turns everything whose time has come into notices. */
  const settle = (now: number) => {
    for (const [userId, { since, at }] of leaving) {
      if (at > now) continue
      leaving.delete(userId)
      gather('DISCONNECTED', { userId, since }, now)
    }
    for (const kind of ['CONNECTED', 'DISCONNECTED'] as const) {
      const gathered = gathering[kind]
      if (!gathered || gathered.until > now) continue
      gathering[kind] = null
      notices.push({
        id: nameOf(kind, gathered.people),
        kind,
        userIds: gathered.people.map(({ userId }) => userId),
        at: new Date(now),
      })
    }
    notices = notices.filter(({ at }) => now - at.getTime() < times.noticeMs).slice(-KEPT)
  }

  return {
    /** Who is there now. The first time tells who was there before anybody watched: that is no news. */
    take(people: readonly Present[], now: number): void {
      const next = new Map(people.map(({ userId, since }) => [userId, since]))
      for (const [userId, since] of next) {
        if (present && !present.has(userId) && !leaving.delete(userId)) gather('CONNECTED', { userId, since }, now)
      }
      for (const [userId, since] of present ?? []) {
        if (!next.has(userId)) leaving.set(userId, { since, at: now + times.leaveMs })
      }
      present = next
      settle(now)
    },
    settle,
    /** The newest ones, oldest first. */
    get notices(): readonly PresenceNotice[] {
      return notices
    },
    /** When `settle` has something to do, in ms; null: never, unless something changes. */
    get nextAt(): number | null {
      const times_ = [
        ...[...leaving.values()].map(({ at }) => at),
        ...Object.values(gathering).flatMap((one) => one?.until ?? []),
        ...notices.map(({ at }) => at.getTime() + times.noticeMs),
      ]
      return times_.length > 0 ? Math.min(...times_) : null
    },
  }
}

const nameOf = (kind: string, people: readonly Present[]) =>
  createHash('sha256')
    .update(JSON.stringify([kind, ...people.map(({ userId, since }) => `${userId} ${since}`).sort()]))
    .digest('base64url')
    .slice(0, 16)
