import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useLive } from '../../../graphql/use-stream.ts'
import { useTabHidden } from '../../../shared/use-tab-hidden.ts'
import type { ProbeSample } from './probe-operations.ts'
import { probeSamplesSource } from './probe-samples.ts'

/**
 * The newest values of an environment's probes by their ids, while somebody looks. A hidden tab follows nothing; whoever comes
 * back is told at once what is so.
 */
export function useProbeSamples(
  environmentId: () => string,
  isWanted: () => boolean,
): Readonly<Ref<ReadonlyMap<string, ProbeSample>>> {
  const follow = useLive()
  const hidden = useTabHidden()
  const samples = shallowRef<ReadonlyMap<string, ProbeSample>>(new Map())
  let running: ReturnType<typeof follow> | null = null

  function stop() {
    running?.stop()
    running = null
  }

  watch(
    [environmentId, () => isWanted() && !hidden.value] as const,
    ([id, isFollowed]) => {
      stop()
      if (!isFollowed) return
      running = follow(
        probeSamplesSource(id),
        { after: 0, epoch: null },
        {
          onEvent({ probes }) {
            samples.value = new Map(probes.map((probe) => [probe.probeId, probe]))
          },
        },
      )
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return samples
}
