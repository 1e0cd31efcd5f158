import { createLatest, type Latest } from '../../../streams/latest.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { createWatchLeases } from './watch-leases.ts'

/** Who has a release open, by their ids, in the order in which they came. */
export interface Watchers {
  releaseId: string
  userIds: string[]
}

/** Hints may be lost, and a killed process tells nobody. */
const REREAD_MS = 10_000

interface Watched {
  latest: Latest<Watchers>
  readers: number
  shown: string
}

/** Who looks at a release: true while a page has it open, forgotten afterwards. */
export function createReleaseWatching(
  { prisma, bus, cursors, isInForce }: ReleasePorts,
  assertVisible: (viewer: Viewer, releaseId: string) => Promise<void>,
) {
  const watched = new Map<string, Watched>()
  let ending: Promise<() => void> | null = null
  let rereading: NodeJS.Timeout | null = null

  async function read(releaseIds: string[]) {
    const rows = await prisma.$queryRaw<Watchers[]>`
      SELECT "releaseId", array_agg("userId" ORDER BY since, "userId") AS "userIds" FROM (
        SELECT "releaseId", "userId", min(since) AS since FROM "ReleaseWatch"
        WHERE "releaseId" = ANY(${releaseIds}) AND until > (clock_timestamp() AT TIME ZONE 'UTC')
        GROUP BY 1, 2
      ) present GROUP BY 1`
    for (const releaseId of releaseIds) {
      const one = watched.get(releaseId)
      const userIds = rows.find((row) => row.releaseId === releaseId)?.userIds ?? []
      if (!one || one.shown === userIds.join()) continue
      one.shown = userIds.join()
      one.latest.set({ releaseId, userIds })
    }
  }

  const changed = (releaseId: string) => {
    if (watched.has(releaseId)) void read([releaseId]).catch(() => {})
  }
  const leases = createWatchLeases(prisma, (releaseId) => {
    changed(releaseId)
    bus.publish('watchers', { releaseId })
  })

  function open(releaseId: string): Watched {
    ending ??= bus.subscribe('watchers', (hint) => changed(hint.releaseId))
    rereading ??= setInterval(() => void read([...watched.keys()]).catch(() => {}), REREAD_MS).unref()
    const one = watched.get(releaseId) ?? { latest: createLatest<Watchers>(), readers: 0, shown: '' }
    watched.set(releaseId, one)
    one.readers += 1
    return one
  }

  function close(releaseId: string) {
    const one = watched.get(releaseId)
    if (!one) return
    one.readers -= 1
    if (one.readers === 0) watched.delete(releaseId)
    if (watched.size > 0 || !rereading) return
    clearInterval(rereading)
    rereading = null
    ending?.then((end) => end()).catch(() => {})
    ending = null
  }

  return {
    /** Before the process ends: whoever watched only through it is gone. */
    stopWatching: () => leases.stop(),

    /** The viewer is there while it runs. Snapshots: at once, then after each change. @throws CallerError FORBIDDEN, NOT_FOUND */
    async followWatchers(viewer: Viewer, releaseId: string, signal: AbortSignal): Promise<AsyncIterable<Watchers>> {
      await assertVisible(viewer, releaseId)
      const { latest } = open(releaseId)
      const leave = await leases.hold(releaseId, viewer.userId)
      return cursors.followLatest(latest, {
        signal,
        scope: 'everybody',
        everyMs: 200,
        onEnd() {
          leave()
          close(releaseId)
        },
        access: { userId: viewer.userId, stillAllowed: () => isInForce(viewer) },
      })
    },
  }
}
