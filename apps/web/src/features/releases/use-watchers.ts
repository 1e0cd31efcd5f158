import { shallowRef, watch } from 'vue'
import { useLive } from '../../graphql/use-stream.ts'

interface Person {
  id: string
  displayName: string
}

interface Watchers {
  seq: number
  count: number
  people: readonly Person[]
}

const query = `subscription ReleaseWatchers($releaseId: ID!) {
  releaseWatchers(releaseId: $releaseId) { count people { id displayName } }
}`

/** Who has a release open, live; being here is what says that one is there. */
export function useWatchers(releaseId: () => string) {
  const follow = useLive()
  const watchers = shallowRef<Watchers | null>(null)
  let stream: { stop(): void } | undefined

  function start() {
    stream?.stop()
    watchers.value = null
    let seq = 0
    stream = follow<Watchers>(
      {
        whole: false,
        quiet: true,
        // Each state replaces the one before: their numbers only count them.
        signalOf: () => 'jump',
        subscription: {
          operation: () => ({ query, variables: { releaseId: releaseId() } }),
          pick: (data) => ({ ...(data as { releaseWatchers: Omit<Watchers, 'seq'> }).releaseWatchers, seq: ++seq }),
        },
      },
      { after: 0, epoch: null },
      {
        onEvent: (state) => {
          watchers.value = state
        },
      },
    )
  }

  watch(releaseId, start, { immediate: true })
  return watchers
}
