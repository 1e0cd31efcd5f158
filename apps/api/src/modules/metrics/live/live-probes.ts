import { createLatest, type Latest } from '../../../streams/latest.ts'
import { oneAtATime } from '../../../streams/one-at-a-time.ts'
import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'

/** What a probe said last. */
export interface ProbeSample {
  probeId: string
  value: number | null
  sampledAt: Date | null
  problem: string | null
}

/** The probes of an environment at a moment. Each frame replaces the one before. */
export interface ProbeFrame {
  at: Date
  probes: ProbeSample[]
}

/** Hints may be lost. */
const REREAD_MS = 3_000
/** Values of many workers that come together are read together. */
const GATHER_MS = 50
const FRAME_EVERY_MS = 500

const newest = { select: { value: true, sampledAt: true, problem: true } } as const

interface Followed {
  latest: Latest<ProbeFrame>
  followers: number
  shown: string
}

/** The newest values of applications that people look at: by hints of those who ask, and from the database. */
export function createLiveProbes({
  database: { prisma },
  bus,
  cursors,
  isInForce,
}: Pick<MetricsPorts, 'database' | 'bus' | 'cursors' | 'isInForce'>) {
  const followed = new Map<string, Followed>()
  let ending: Promise<() => void> | null = null
  let rereading: NodeJS.Timeout | null = null
  let gathering: NodeJS.Timeout | null = null

  /** All that are followed by one reading, and one reading after the other: none shows what is older than what was shown. */
  const read = oneAtATime(async () => {
    const environmentIds = [...followed.keys()]
    const rows = await prisma.probe.findMany({
      where: { environmentId: { in: environmentIds } },
      select: { id: true, environmentId: true, monitor: newest },
      orderBy: { name: 'asc' },
    })
    for (const environmentId of environmentIds) {
      const one = followed.get(environmentId)
      const probes = rows.filter((row) => row.environmentId === environmentId).map(sampleOf)
      const shown = JSON.stringify(probes)
      if (!one || one.shown === shown) continue
      one.shown = shown
      one.latest.set({ at: new Date(), probes })
    }
  })
  const readQuietly = () => {
    gathering = null
    // The next look comes soon.
    void read().catch(() => {})
  }
  const receive = (hint: { probeIds: readonly string[] }) => {
    const isMeant = ({ latest }: Followed) =>
      latest.value?.probes.some(({ probeId }) => hint.probeIds.includes(probeId))
    if (!gathering && [...followed.values()].some(isMeant)) gathering = setTimeout(readQuietly, GATHER_MS).unref()
  }

  async function open(environmentId: string): Promise<Followed> {
    ending ??= bus.subscribe('probes', receive)
    rereading ??= setInterval(readQuietly, REREAD_MS).unref()
    const one = followed.get(environmentId) ?? { latest: createLatest<ProbeFrame>(), followers: 0, shown: '' }
    followed.set(environmentId, one)
    one.followers += 1
    if (one.latest.value) return one
    await read().catch((error: unknown) => {
      close(environmentId, one)
      throw error
    })
    return one
  }

  function close(environmentId: string, one: Followed) {
    one.followers -= 1
    if (one.followers > 0) return
    followed.delete(environmentId)
    if (followed.size > 0 || !rereading) return
    clearInterval(rereading)
    rereading = null
    if (gathering) clearTimeout(gathering)
    gathering = null
    ending?.then((end) => end()).catch(() => {})
    ending = null
  }

  return {
    /**
     * The newest values of an environment's probes: at once, then as they come, at most twice a second.
     * @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async followProbes(
      viewer: Viewer,
      environmentId: string,
      signal: AbortSignal,
    ): Promise<AsyncIterableIterator<ProbeFrame>> {
      guardMetrics(viewer, 'probeMetrics')
      const isThere = isId(environmentId) && (await prisma.environment.count({ where: { id: environmentId } })) > 0
      if (!isThere) throw notFound('environment')
      const one = await open(environmentId)
      return cursors.followLatest(one.latest, {
        signal,
        scope: 'everybody',
        everyMs: FRAME_EVERY_MS,
        onEnd: () => close(environmentId, one),
        access: { userId: viewer.userId, stillAllowed: () => isInForce(viewer) },
      })
    },
  }
}

const sampleOf = ({ id, monitor }: { id: string; monitor: Omit<ProbeSample, 'probeId'> | null }): ProbeSample => ({
  ...{ probeId: id, value: monitor?.value ?? null },
  ...{ sampledAt: monitor?.sampledAt ?? null, problem: monitor?.problem ?? null },
})
