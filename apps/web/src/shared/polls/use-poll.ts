import { useClientHandle } from '@urql/vue'
import { computed, ref, shallowRef, watch } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import { useLive } from '../../graphql/use-stream.ts'
import { choiceAfter, needsButton, type PollCard, pollBars, type Tally } from './poll-card.ts'
import { closePoll, myPoll, tallySource, vote } from './poll-operations.ts'

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((id) => other.includes(id))

/**
 * One poll as its viewer sees it: the tally while it is open, their own choice, and what they may do. `seemsToManage` holds
 * until the server says whether they may, so that nothing moves when it does.
 */
export function usePoll(card: () => PollCard, seemsToManage: boolean) {
  const { client } = useClientHandle()
  const follow = useLive()
  const tally = shallowRef<Tally | null>(null)
  /** What the viewer clicked last; shown at once. */
  const chosen = shallowRef<readonly string[]>([])
  /** What the server has. */
  const confirmed = shallowRef<readonly string[]>([])
  /** The viewer has a ballot; of a secret poll that is all that anybody knows. */
  const hasVoted = ref(false)
  /** False until the server told what the viewer has chosen: a click before that would take it back unseen. */
  const known = ref(false)
  const mayManage = ref(seemsToManage)
  /** The poll's revision with the viewer's last vote in it. */
  let votedAt = -1
  const casting = useChange(vote)
  const closing = useChange(closePoll)

  function take(next: Tally) {
    if (!tally.value || next.revision >= tally.value.revision) tally.value = next
  }

  async function read() {
    const { data } = await client.query(myPoll, { id: card().pollId }, { requestPolicy: 'network-only' }).toPromise()
    if (!data?.poll) return
    mayManage.value = data.poll.mayManage
    known.value = true
    take(data.poll.tally)
    // An answer from before the viewer's last vote says nothing of their choice.
    if (data.poll.tally.revision < votedAt) return
    if (casting.busy.value || !sameSet(chosen.value, confirmed.value)) return
    learn(data.poll)
    chosen.value = confirmed.value
  }

  function learn(mine: { hasVoted: boolean; myOptionIds: readonly string[] }) {
    hasVoted.value = mine.hasVoted
    confirmed.value = mine.myOptionIds
  }

  /** Clicks while a vote is on its way wait; of several only the last counts. */
  async function cast() {
    if (casting.busy.value) return
    while (!sameSet(chosen.value, confirmed.value)) {
      const data = await casting.run({ pollId: card().pollId, optionIds: [...chosen.value] })
      if (!data) {
        chosen.value = confirmed.value
        return
      }
      learn(data.vote)
      if (card().secrecy === 'SECRET') chosen.value = []
      votedAt = data.vote.tally.revision
      take(data.vote.tally)
    }
  }

  function hear(next: Tally) {
    take(next)
    if (!known.value) void read()
  }

  const state = computed(() => card().state)
  let following: { stop(): void } | null = null
  watch(
    () => [card().pollId, state.value === 'CLOSED'] as const,
    ([pollId, isClosed]) => {
      following?.stop()
      following = null
      void read()
      if (isClosed) return
      following = follow(tallySource(pollId), { after: 0, epoch: null }, { onEvent: (event) => hear(event.tally) })
    },
    { immediate: true },
  )

  const isOpen = computed(() => state.value === 'OPEN' && tally.value?.state !== 'CLOSED')
  return {
    tally,
    chosen,
    known,
    mayManage,
    isOpen,
    bars: computed(() => pollBars(card(), tally.value)),
    /** Whether a click changes anything, once the own ballot is known. */
    mayChoose: computed(() => isOpen.value && (card().changeable || !hasVoted.value)),
    /** Something is chosen that is not cast yet, and can be. */
    mayCast: computed(
      () =>
        known.value &&
        isOpen.value &&
        needsButton(card()) &&
        (card().changeable || !hasVoted.value) &&
        chosen.value.length >= card().minChoices &&
        !sameSet(chosen.value, confirmed.value),
    ),
    hasVoted,
    cast,
    choose(optionId: string) {
      chosen.value = choiceAfter(chosen.value, optionId, card())
      if (!needsButton(card())) void cast()
    },
    /** Takes the vote back. */
    takeBack() {
      chosen.value = []
      void cast()
    },
    casting,
    close: () => closing.run({ id: card().pollId }),
    closing,
    failure: computed(() => casting.failure.value ?? closing.failure.value),
  }
}
