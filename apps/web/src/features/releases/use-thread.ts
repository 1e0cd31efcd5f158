import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { askUntilAnswered } from '../../graphql/patience.ts'
import { useChange } from '../../graphql/use-change.ts'
import { useLive } from '../../graphql/use-stream.ts'
import { withReplies } from './thread-state.ts'
import {
  joinRoom,
  type Reply,
  releaseCard,
  sendReply,
  type ThreadEvent,
  threadPage,
  threadSource,
} from './thread-stream.ts'

interface Place {
  roomId: string
  roomName: string
  isMember: boolean
  card: { id: string; seq: number } | null
}

/** The replies to a release's card, live, and what is needed to join in. */
export function useThread(releaseId: () => string) {
  const { client } = useClientHandle()
  const follow = useLive()
  const place = shallowRef<Place | null>(null)
  const replies = shallowRef<readonly Reply[]>([])
  const hasOlder = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const sending = useChange(sendReply)
  const joining = useChange(joinRoom)
  let follower: { stop(): void } | null = null
  let opened = 0
  /** Sent again after a lost connection, the same words are the same message. */
  let intention = { text: '', clientId: '' }

  function hear({ kind, message }: ThreadEvent) {
    if (kind === 'RESET' || kind === 'HOLE') return void open()
    if (message && message.threadId === place.value?.card?.id) replies.value = withReplies(replies.value, [message])
  }

  async function read(cardId: string, before: number | null, isWanted: (() => boolean) | null = null) {
    const ask = () => client.query(threadPage, { id: cardId, before }, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, isWanted)
    if (!answer) return null
    failure.value = answer.error ? toFailure(answer.error) : null
    return answer.data?.messageThread ?? null
  }

  /** Reads the thread anew and follows it from there. One that is already shown waits for the server. */
  async function open() {
    const mine = ++opened
    follower?.stop()
    const isWanted = place.value ? () => mine === opened : null
    const ask = () => client.query(releaseCard, { id: releaseId() }, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, isWanted)
    if (!answer || mine !== opened) return
    failure.value = answer.error ? toFailure(answer.error) : null
    const release = answer.data?.release
    const room = release?.environment.project.room
    if (!release || !room) return
    const { card } = release
    place.value = { roomId: room.id, roomName: room.name, isMember: room.isMember, card }
    const page = card && (await read(card.id, null, isWanted))
    if (mine !== opened || !page) return
    replies.value = page.messages
    hasOlder.value = page.hasOlder
    follower = follow(
      threadSource(room.id),
      { after: page.headSeq, epoch: page.epoch },
      { onEvent: (event) => mine === opened && hear(event), onLost: () => void open() },
    )
  }

  watch(
    releaseId,
    () => {
      place.value = null
      replies.value = []
      void open()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    opened += 1
  })

  return {
    place,
    replies,
    hasOlder,
    failure,
    sending,
    joining,
    async older() {
      const [card, first] = [place.value?.card, replies.value[0]]
      const page = card && first ? await read(card.id, first.seq) : null
      if (!page) return
      replies.value = withReplies(replies.value, page.messages)
      hasOlder.value = page.hasOlder
    },
    async join() {
      if (place.value && (await joining.run({ roomId: place.value.roomId }))) await open()
    },
    /** False when it failed: then `sending.failure` says why, and the words should stay. */
    async send(text: string): Promise<boolean> {
      const at = place.value
      if (!at?.card || sending.busy.value) return false
      if (intention.text !== text)
        intention = { text, clientId: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` }
      const input = { roomId: at.roomId, text, replyToId: at.card.id, clientId: intention.clientId }
      const sent = await sending.run({ input })
      if (!sent) return false
      intention = { text: '', clientId: '' }
      replies.value = withReplies(replies.value, [sent.sendMessage])
      return true
    },
  }
}
