import { roomStream } from '../chat/room.events.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { Tally } from './poll.state.ts'
import { countPoll } from './poll-counting.ts'
import type { PollView } from './poll-reading.ts'
import type { PollPorts } from './polls.ports.ts'
import { createWatchedPoll, type WatchedPoll } from './watched-poll.ts'

/** Hints may be lost: so often the revisions of all watched polls are looked at, by one statement. */
const BEAT_MS = 1_000

export interface TallyReading {
  requirePoll(viewer: Viewer, id: string): Promise<PollView>
  mayFollow(viewer: Viewer, roomId: string | null): Promise<boolean>
}

/** Tallies, live: newest wins, and a poll is counted once per process for all who follow it. */
export function createTallyFollowing(ports: PollPorts, { requirePoll, mayFollow }: TallyReading) {
  const { database, cursors, bus, isInForce } = ports
  const watched = new Map<string, WatchedPoll>()
  let beat: NodeJS.Timeout | null = null
  let listening: Promise<unknown> | null = null

  const allChanged = () => {
    for (const poll of watched.values()) poll.changed()
  }

  const listen = () => {
    listening ??= bus
      .subscribe('polls', ({ pollId }) => watched.get(pollId)?.changed())
      .catch(() => {
        listening = null
      })
    return listening
  }
  bus.onInterruption(allChanged)

  const look = async () => {
    const { rows } = await database.sql.query<{ id: string; revision: number }>(
      'SELECT id, revision FROM "Poll" WHERE id = ANY($1::text[])',
      [[...watched.keys()]],
    )
    for (const { id, revision } of rows) {
      const poll = watched.get(id)
      if (poll && poll.revision !== revision) poll.changed()
    }
  }

  const startBeat = () => {
    beat ??= setInterval(() => void look().catch(() => {}), BEAT_MS).unref()
  }

  const open = (pollId: string, userId: string | null) => {
    const poll = watched.get(pollId) ?? createWatchedPoll((userIds) => countPoll(database.sql, pollId, userIds))
    watched.set(pollId, poll)
    startBeat()
    const opened = poll.open(userId)
    return {
      latest: opened.latest,
      close() {
        opened.close()
        if (poll.readers === 0) watched.delete(pollId)
        if (watched.size > 0 || !beat) return
        clearInterval(beat)
        beat = null
      },
    }
  }

  return {
    /**
     * The tally now, and whenever it changes, at most four times a second. Holds no counts while the viewer may not know them,
     * and gets them with their vote. Ends with the viewer's session or membership of the poll's room.
     * @throws CallerError NOT_FOUND, FORBIDDEN
     */
    async followTally(viewer: Viewer, pollId: string, signal: AbortSignal): Promise<AsyncIterableIterator<Tally>> {
      const { roomId, visibility } = await requirePoll(viewer, pollId)
      // Word must reach us before the first count is made, or what falls between waits for the beat.
      await listen()
      const { latest, close } = open(pollId, visibility === 'AFTER_VOTE' ? viewer.userId : null)
      return cursors.followLatest(latest, {
        signal,
        scope: 'poll',
        onEnd: () => close(),
        access: {
          userId: viewer.userId,
          topic: roomId === null ? `poll:${pollId}` : roomStream(roomId),
          stillAllowed: async () => (await isInForce(viewer)) && (await mayFollow(viewer, roomId)),
        },
      })
    },
  }
}
