import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { useLive } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../frame-batch.ts'
import { useTabHidden } from '../use-tab-hidden.ts'
import type { ServerSample } from './metric-operations.ts'
import { type SampleFrame, samplesSource } from './samples-source.ts'

interface SampleHandlers {
  /** The newest samples of those that changed, once per animation frame at most; `at`: the server's clock, epoch seconds. */
  onSamples(samples: readonly ServerSample[], at: number): void
  /** Something may have been missed: read what was drawn anew. The stream goes on when it is done. */
  onReturn(): Promise<unknown>
}

export interface SampleStream {
  /** When something was heard last, in ms of this machine's clock. */
  readonly heardAt: Readonly<Ref<number>>
}

/**
 * Follows the newest values of all servers of a page over one subscription. A hidden tab follows nothing; when it is seen
 * again the window is read first, then the stream goes on. A stream that was lost and came back does the same.
 */
export function useServerSamples(ids: () => readonly string[], { onSamples, onReturn }: SampleHandlers): SampleStream {
  const follow = useLive()
  const hidden = useTabHidden()
  const heardAt = ref(Date.now())
  let running: ReturnType<typeof follow> | null = null
  let turn = 0

  const batch = createFrameBatch<SampleFrame>((frames) => {
    const newest = new Map<string, ServerSample>()
    for (const { servers } of frames) for (const sample of servers) newest.set(sample.serverId, sample)
    const at = Date.parse(frames.at(-1)?.at ?? '') / 1000
    heardAt.value = Date.now()
    if (newest.size > 0) onSamples([...newest.values()], at)
  })

  function stop() {
    turn += 1
    running?.stop()
    running = null
  }

  function start(wanted: readonly string[]) {
    if (wanted.length === 0) return
    let wasLost = false
    heardAt.value = Date.now()
    running = follow(
      samplesSource(wanted),
      { after: 0, epoch: null },
      {
        onEvent: batch,
        onStatus({ state }) {
          if (state === 'waiting') wasLost = true
          if (state !== 'live' || !wasLost) return
          wasLost = false
          void onReturn()
        },
      },
    )
  }

  watch(
    [() => ids().join(), hidden] as const,
    async ([_ids, isHidden], [_before, wasHidden]) => {
      stop()
      if (isHidden) return
      const mine = turn
      if (wasHidden) await onReturn()
      if (mine === turn) start([...ids()])
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return { heardAt }
}
