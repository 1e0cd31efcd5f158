import { useQuery } from '@urql/vue'
import { computed, onScopeDispose } from 'vue'
import { useRefreshOn } from '../../graphql/activity.ts'
import { toFailure } from '../../graphql/failure.ts'
import { transport } from '../../graphql/transport.ts'
import { kept } from '../../shared/remembered.ts'
import { useNow } from '../../shared/use-now.ts'
import { wallQuery } from './wall-operations.ts'
import {
  environmentsOnWall,
  goNoGosOnWall,
  type InSight,
  lingering,
  releasesOnWall,
  type StandingGoNoGo,
} from './wall-state.ts'

/** Without any news the wall looks for itself that often: it stands for days, and something may have been missed. */
const LOOK_EVERY_MS = 60_000

/** What the wall shows, read again after whatever happens anywhere. */
export function useWall() {
  const now = useNow()
  const { data, error, executeQuery } = useQuery({ query: wallQuery, variables: {} })
  const refresh = () => executeQuery({ requestPolicy: 'network-only' })
  useRefreshOn(() => true, refresh)
  const looking = setInterval(refresh, LOOK_EVERY_MS)
  onScopeDispose(() => clearInterval(looking))

  const same = (one: string, other: string) => one === other
  /** The same list as long as nothing comes or goes: drawings must not begin anew every second. */
  const releases = computed<readonly string[]>((before) =>
    kept(before, data.value ? releasesOnWall(data.value, now.value) : [], same),
  )
  /** What stands or has just ended. */
  function inSight<Item>(standing: () => readonly Item[], keyOf: (item: Item) => string) {
    const seen = computed<InSight<Item>[]>((before = []) => lingering(before, standing(), keyOf, now.value))
    return computed<readonly Item[]>((before) =>
      kept(
        before,
        seen.value.map(({ item }) => item),
        (one, other) => same(keyOf(one), keyOf(other)),
      ),
    )
  }
  const environments = computed(() => (data.value ? environmentsOnWall(data.value) : []))
  return {
    releases,
    environments,
    goNoGos: inSight<StandingGoNoGo>(
      () => (data.value ? goNoGosOnWall(data.value) : []),
      ({ visitId }) => visitId,
    ),
    polls: inSight<string>(
      () => data.value?.polls.nodes.map(({ id }) => id) ?? [],
      (id) => id,
    ),
    fleet: computed(() => data.value?.monitoringSummary ?? null),
    loaded: computed(() => data.value !== undefined),
    failure: computed(() => (error.value && !data.value ? toFailure(error.value) : null)),
    /** What is shown may be old. */
    stale: computed(() => transport.failures > 0 || (error.value !== undefined && data.value !== undefined)),
  }
}
