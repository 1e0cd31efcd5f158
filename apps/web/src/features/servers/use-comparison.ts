import { useClientHandle, useQuery } from '@urql/vue'
import { computed, ref, shallowRef, watch } from 'vue'
import { graphql } from '../../graphql/tada.ts'
import { type ReleaseMark, serverMetricsQuery, serverReleasesQuery } from '../../shared/servers/metric-operations.ts'
import { ranges } from '../../shared/servers/metric-range.ts'
import { useLookAgain } from '../../shared/use-look-again.ts'
import { type Compared, compare, type Sides, sidesOf } from './comparison.ts'

/** How much of both sides is compared, in s. */
export const lengths = { '15m': 900, '1h': 3_600, '6h': 21_600, '24h': 86_400 } as const
export type Length = keyof typeof lengths

const comparedRelease = graphql(`
  query ComparedRelease($id: ID!) {
    release(id: $id) { id number status kind revision startedAt finishedAt environment { id name project { id title } } }
  }
`)

/** A release whose before and after are looked at, and those that could be. */
export function useComparison({ serverId, releaseId }: { serverId: () => string; releaseId: () => string | null }) {
  const { client } = useClientHandle()
  const length = ref<Length>('1h')
  const now = new Date()
  const stretch = { from: new Date(now.getTime() - ranges['90d'] * 1000).toISOString(), to: now.toISOString() }
  const listed = useQuery({
    query: serverReleasesQuery,
    variables: computed(() => ({ serverId: serverId(), ...stretch })),
    requestPolicy: 'cache-and-network',
  })
  const asked = useQuery({
    query: comparedRelease,
    variables: computed(() => ({ id: releaseId() ?? '' })),
    pause: computed(() => releaseId() === null),
  })
  const release = computed(() => (releaseId() === null ? null : (asked.data.value?.release ?? null)))
  const sides = computed<Sides | null>(() => {
    const { startedAt, finishedAt } = release.value ?? {}
    return startedAt && finishedAt ? sidesOf(startedAt, finishedAt, lengths[length.value]) : null
  })
  const compared = shallowRef<readonly Compared[] | null>(null)
  let turn = 0

  async function read() {
    turn += 1
    const mine = turn
    const both = sides.value
    if (!both) {
      compared.value = null
      return
    }
    const ask = ({ from, to }: { from: number; to: number }) =>
      client
        .query(
          serverMetricsQuery,
          { serverId: serverId(), from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() },
          { requestPolicy: 'network-only' },
        )
        .toPromise()
    const [before, after] = await Promise.all([ask(both.before), ask(both.after)])
    if (mine !== turn) return
    compared.value = compare(before.data?.serverMetrics ?? [], after.data?.serverMetrics ?? [], both)
  }

  watch(sides, read, { immediate: true })
  // What comes after a release that has just ended is still being measured.
  useLookAgain(() => sides.value && sides.value.after.to > Date.now() / 1000 && read(), 15_000)

  return {
    ...{ length, sides, compared, release },
    isMissing: computed(() => releaseId() !== null && asked.data.value !== undefined && !release.value),
    choices: computed<readonly ReleaseMark[]>(() =>
      (listed.data.value?.serverReleases ?? []).filter(({ finishedAt }) => finishedAt),
    ),
  }
}
