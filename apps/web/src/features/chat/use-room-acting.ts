import { computed, type Ref, ref } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import { useViewer } from '../../graphql/viewer.ts'
import type { Question } from './components/RoomQuestion.vue'
import type { Attachment, Message } from './message.ts'
import { type ReleaseCard, releaseCardOf } from './release-card.ts'
import type { RoomActs } from './room-acts.ts'
import { addReaction, editMessage, removeReaction } from './room-operations.ts'
import type { RoomSession } from './room-session.ts'
import type { RoomSummary } from './room-summary.ts'
import type { Nameable } from './suggestions.ts'

interface Places {
  session: () => RoomSession
  room: () => RoomSummary
  members: () => readonly Nameable[]
  draft: Ref<string>
  jumpTo: (seq: number) => void
  open: (picture: Attachment) => void
  ask: (question: Question) => void
}

const everyone = new Set(['all', 'everyone'])

/** What the viewer does in a room: writing, answering, editing, and what the parts of a message offer. */
export function useRoomActing(places: Places) {
  const { viewer, may } = useViewer()
  const editing = ref<Message | null>(null)
  const replying = ref<Message | null>(null)
  /** While a message is edited the draft waits. */
  const edited = ref('')
  const edit = useChange(editMessage)
  const add = useChange(addReaction)
  const take = useChange(removeReaction)
  const viewerId = () => viewer.value?.id ?? ''

  const written = computed({
    get: () => (editing.value ? edited.value : places.draft.value),
    set: (text) => {
      if (editing.value) edited.value = text
      else places.draft.value = text
    },
  })
  const usernames = computed(() => new Set(places.members().map((each) => each.username.toLowerCase())))

  function startEdit(message: Message) {
    replying.value = null
    editing.value = message
    edited.value = message.text
  }

  function cancel() {
    edit.forget()
    editing.value = null
    replying.value = null
  }

  async function save(text: string) {
    const message = editing.value
    if (!message) return
    if (text.trim() === message.text.trim() || (await edit.run({ id: message.id, text }))) cancel()
  }

  function send(text: string, pictures: readonly Attachment[]) {
    places.session().send({ text, replyTo: replying.value, pictures })
    places.draft.value = ''
    replying.value = null
  }

  const acts: RoomActs = {
    get viewerId() {
      return viewerId()
    },
    get mayWrite() {
      return places.room().isMember
    },
    get mayModerate() {
      return may('OPERATOR')
    },
    nameTest: (name) => {
      const lower = name.toLowerCase()
      if (lower === viewer.value?.username.toLowerCase() || everyone.has(lower)) return 'me'
      return usernames.value.has(lower) ? 'other' : null
    },
    react: (message, emoji) => {
      const mine = message.reactions.find((each) => each.emoji === emoji)?.userIds.includes(viewerId())
      void (mine ? take : add).run({ messageId: message.id, emoji })
    },
    reply: (message) => {
      editing.value = null
      replying.value = message
    },
    edit: startEdit,
    remove: (message) => places.ask({ act: 'removeMessage', message }),
    copyLink: (message) =>
      void navigator.clipboard.writeText(`${location.origin}/chat/${places.room().id}?at=${message.seq}`),
    jumpTo: places.jumpTo,
    open: places.open,
    sendAgain: (clientId) => places.session().sendAgain(clientId),
    discard: (clientId) => places.session().discard(clientId),
    loadHole: (_fromSeq, toSeq) => void places.session().load({ before: toSeq + 1 }),
    isNewest: (card) => newestOf(places.session().state.messages, card) === card.releaseId,
  }

  return {
    acts,
    written,
    editing,
    replying,
    failure: computed(() => edit.failure.value ?? add.failure.value ?? take.failure.value),
    save,
    send,
    cancel,
    editLast: () => {
      const mine = (each: Message) => each.author.id === viewerId() && !each.deletedAt && !each.card
      const last = places.session().state.messages.findLast(mine)
      if (last) startEdit(last)
    },
  }
}

/** The newest release of the card's environment that the room tells of. */
function newestOf(messages: readonly Message[], { environmentId }: ReleaseCard): string | null {
  const last = messages.findLast((each) => releaseCardOf(each.card)?.environmentId === environmentId)
  return releaseCardOf(last?.card)?.releaseId ?? null
}
