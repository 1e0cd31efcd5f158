import { createLatest, type Latest } from '../../../streams/latest.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import type { PollPorts } from '../polls.ports.ts'
import { type ShowStage, type ShowView, stageOf } from './show-rows.ts'

/** Hints may be lost: so often all shows that are followed are looked at, by one statement. */
const BEAT_MS = 1_000

interface Watched {
  latest: Latest<ShowStage>
  readers: number
}

/** What is on stage, live: newest wins, and all screens of a process share one look. */
export function createShowFollowing(
  { database, cursors, bus, isInForce }: PollPorts,
  requirePollShow: (viewer: Viewer, id: string) => Promise<ShowView>,
) {
  const watched = new Map<string, Watched>()
  let beat: NodeJS.Timeout | null = null
  let listening: Promise<unknown> | null = null

  async function look(ids = [...watched.keys()]) {
    const rows = await database.prisma.pollShow.findMany({ where: { id: { in: ids } } })
    for (const row of rows) {
      const show = watched.get(row.id)
      if (show && row.revision > (show.latest.value?.revision ?? -1)) show.latest.set(stageOf(row))
    }
  }
  // The database is away: the next beat looks again.
  const lookAgain = (ids?: string[]) => void look(ids).catch(() => {})

  function listen() {
    listening ??= bus
      .subscribe('pollShows', ({ showId }) => {
        if (watched.has(showId)) lookAgain([showId])
      })
      .catch(() => {
        listening = null
      })
    return listening
  }
  bus.onInterruption(() => {
    if (watched.size > 0) lookAgain()
  })

  function enter(id: string): Watched {
    const show = watched.get(id) ?? { latest: createLatest<ShowStage>(), readers: 0 }
    watched.set(id, show)
    show.readers += 1
    beat ??= setInterval(() => lookAgain(), BEAT_MS).unref()
    return show
  }

  function leave(id: string) {
    const show = watched.get(id)
    if (show) show.readers -= 1
    if (show?.readers === 0) watched.delete(id)
    if (watched.size > 0 || !beat) return
    clearInterval(beat)
    beat = null
  }

  return {
    /** What is on stage now, and each change. Ends with the viewer's session. @throws CallerError NOT_FOUND */
    async followShow(viewer: Viewer, id: string, signal: AbortSignal): Promise<AsyncIterableIterator<ShowStage>> {
      await requirePollShow(viewer, id)
      // Word must reach us before the first look, or what falls between waits for the beat.
      await listen()
      const { latest } = enter(id)
      lookAgain([id])
      return cursors.followLatest(latest, {
        signal,
        scope: 'pollShow',
        onEnd: () => leave(id),
        access: { userId: viewer.userId, topic: `pollShow:${id}`, stillAllowed: () => isInForce(viewer) },
      })
    },
  }
}
