import { onScopeDispose, type Ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Scrubbing writes the address once it rests. */
const restMs = 300

/** Keeps `?at=<seq>` and the replay together: the address leads to a moment, and a moment that is rested at has an address. */
export function useAddress(
  playback: { seq: Ref<number | null>; playing: Ref<boolean> },
  go: (seq: number) => Promise<void>,
  offered: Readonly<Ref<boolean>>,
) {
  const route = useRoute()
  const router = useRouter()
  const asked = () => (/^\d{1,7}$/.test(String(route.query.at ?? '')) ? Number(route.query.at) : null)
  let resting: ReturnType<typeof setTimeout> | undefined

  watch(
    () => (offered.value ? asked() : null),
    (seq) => {
      if (seq !== null && seq !== playback.seq.value) void go(seq)
    },
    { immediate: true },
  )
  watch([playback.seq, playback.playing], ([seq, playing]) => {
    clearTimeout(resting)
    if (playing || seq === asked()) return
    resting = setTimeout(() => {
      const { at: _old, ...rest } = route.query
      void router.replace({ query: seq === null ? rest : { ...rest, at: String(seq) }, hash: route.hash })
    }, restMs)
  })
  onScopeDispose(() => clearTimeout(resting))
}
