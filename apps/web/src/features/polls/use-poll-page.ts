import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { useLive } from '../../graphql/use-stream.ts'
import type { PollCard, Tally } from '../../shared/polls/poll-card.ts'
import { tallySource } from '../../shared/polls/poll-operations.ts'
import { type PollFacts, pollById } from './operations.ts'

/** What the parts that draw a poll take; its state is that of the newest tally. */
export const cardOf = (poll: PollFacts, tally: Tally | null): PollCard => ({
  ...poll,
  pollId: poll.id,
  state: tally?.state ?? poll.state,
  respondentCount: null,
  counts: null,
})

/** One poll and its numbers, live: for pages and screens. `id` null: none. */
export function useFollowedPoll(id: () => string | null) {
  const { client } = useClientHandle()
  const follow = useLive()
  const poll = shallowRef<PollFacts | null>(null)
  const tally = shallowRef<Tally | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let following: { stop(): void } | null = null

  function take(next: Tally) {
    const known = tally.value
    if (known && next.revision < known.revision) return
    tally.value = next
    if (known && known.state !== next.state) void read()
  }

  async function read() {
    const asked = id()
    if (asked === null) return
    const { data, error } = await client.query(pollById, { id: asked }, { requestPolicy: 'network-only' }).toPromise()
    if (asked !== id()) return
    if (data?.poll) {
      failure.value = null
      poll.value = data.poll
      take(data.poll.tally)
      // It may have come into sight only now: a draft that was opened.
      following ??= follow(tallySource(asked), { after: 0, epoch: null }, { onEvent: (event) => take(event.tally) })
    } else failure.value = error ? toFailure(error) : { code: 'NOT_FOUND', message: '', fields: {}, extensions: {} }
  }

  watch(
    id,
    () => {
      following?.stop()
      following = null
      poll.value = null
      tally.value = null
      failure.value = null
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(() => following?.stop())
  return { poll, tally, failure, read, card: computed(() => poll.value && cardOf(poll.value, tally.value)) }
}
