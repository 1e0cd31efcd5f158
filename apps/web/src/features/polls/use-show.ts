import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { useChange } from '../../graphql/use-change.ts'
import { useLive } from '../../graphql/use-stream.ts'
import { revealPoll, type ShowFacts, type Stage, showById, stagePoll, stageSource } from './show-operations.ts'

/** A show as all its screens have it: what is on stage follows the presenter. */
export function useShow(id: string) {
  const { client } = useClientHandle()
  const follow = useLive()
  const show = shallowRef<ShowFacts | null>(null)
  const stage = shallowRef<Stage | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const [staging, revealing] = [useChange(stagePoll), useChange(revealPoll)]

  function take(next: Stage) {
    const known = stage.value
    if (known && next.revision < known.revision) return
    stage.value = next
    // Its polls or their order may be others now.
    if (show.value && show.value.revision < next.revision) void read()
  }

  async function read() {
    const { data, error } = await client.query(showById, { id }, { requestPolicy: 'network-only' }).toPromise()
    if (data?.pollShow) {
      show.value = data.pollShow
      take(data.pollShow)
    } else failure.value = error ? toFailure(error) : { code: 'NOT_FOUND', message: '', fields: {}, extensions: {} }
  }

  let following: { stop(): void } | null = null
  let over = false
  void read().then(() => {
    if (!show.value || over) return
    following = follow(stageSource(id), { after: 0, epoch: null }, { onEvent: (event) => take(event.stage) })
  })
  onScopeDispose(() => {
    over = true
    following?.stop()
  })

  const polls = computed(() => show.value?.polls ?? [])
  const at = computed(() => polls.value.findIndex((poll) => poll.id === stage.value?.stagePollId))

  async function go(by: 1 | -1) {
    const next = polls.value[at.value < 0 && by === 1 ? 0 : at.value + by]
    if (!next || !show.value?.mayManage) return
    const data = await staging.run({ showId: id, pollId: next.id })
    if (data) take({ ...data.stagePoll, stagePollId: data.stagePoll.stagePollId ?? null })
  }

  return {
    show,
    stage,
    failure,
    polls,
    at,
    go,
    read,
    trouble: computed(() => staging.failure.value ?? revealing.failure.value),
    async reveal(revealed: boolean) {
      if (!show.value?.mayManage) return
      const data = await revealing.run({ showId: id, revealed })
      if (data) take({ ...data.revealPoll, stagePollId: data.revealPoll.stagePollId ?? null })
    },
  }
}
