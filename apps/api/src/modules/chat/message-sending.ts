import { randomUUID } from 'node:crypto'
import type { RawLogTransaction } from '../../streams/event-log.ts'
import { badInput, CallerError, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { bindAttachments, waitingAttachments } from './attachment-binding.ts'
import { type SendMessageDraft, type SendMessageInput, sendMessageInput } from './chat.input.ts'
import { guardChat, mayMentionEveryone } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { mentionsIn } from './mentions.ts'
import { insertMessages, type Known, knownOf, lockRoom, membersNamed, messagesById } from './message-batch.ts'
import { quoteOf, stateOf } from './message-placing.ts'
import { type MessageState, type PlacedMessage, type RoomEventPayload, roomStream } from './room.events.ts'
import { notAMember } from './room-membership.ts'
import { tooFast, waitBefore } from './send-limit.ts'
import { createLanes } from './waiting-sends.ts'

interface WaitingSend {
  viewer: Viewer
  userId: string
  clientId: string
  draft: SendMessageDraft
  resolve(message: PlacedMessage): void
  reject(error: unknown): void
}

type Outcome = PlacedMessage | CallerError

/** Sends that wait for the same room at the same time are committed together; each gets its own answer. */
export function createMessageSending({ log, clock, sendLimit }: ChatPorts) {
  /** What becomes of each message, and the new ones among them in the order of their seqs. */
  async function judge(tx: RawLogTransaction, roomId: string, batch: WaitingSend[], known: Known[], at: Date) {
    const mentions = batch.map(({ draft }) => mentionsIn(draft.text))
    const [people, quoted] = [
      await membersNamed(tx, roomId, [...new Set(mentions.flatMap(({ usernames }) => usernames))]),
      await messagesById(tx, roomId, [...new Set(batch.flatMap(({ draft }) => draft.replyToId ?? []))]),
    ]
    const images = await waitingAttachments(tx, roomId, [...new Set(batch.flatMap(({ draft }) => draft.attachmentIds))])
    const recentOf = new Map(batch.map(({ userId }, i) => [userId, known[i]?.recent ?? []]))
    const twins = new Map<string, number>()
    return batch.map((send, i): Outcome | MessageState | number => {
      const { viewer, userId, clientId, draft } = send
      const told = known[i]
      if (!told?.isMember) return notAMember()
      if (told.before) return told.before
      const twin = twins.get(`${userId} ${clientId}`)
      if (twin !== undefined) return twin
      const replyTo = draft.replyToId ? quoted.get(draft.replyToId) : null
      if (replyTo === undefined || (replyTo && replyTo.deletedAt !== null)) {
        return badInput([{ path: 'input.replyToId', message: 'This message is not (any more) in the room.' }])
      }
      const recent = recentOf.get(userId) ?? []
      const wait = waitBefore(recent, at.getTime(), sendLimit)
      if (wait > 0) return tooFast(wait, sendLimit)
      const attachments = images.take(userId, draft.attachmentIds)
      if (!attachments) {
        const message = 'Upload each image for this room first, and use it for one message of yours.'
        return badInput([{ path: 'input.attachmentIds', message }])
      }
      recentOf.set(userId, [at.getTime(), ...recent])
      twins.set(`${userId} ${clientId}`, i)
      const called = mentions[i]
      return {
        id: uuid7(at.getTime()),
        clientId,
        authorId: userId,
        text: draft.text,
        sentAt: at.toISOString(),
        editedAt: null,
        deletedAt: null,
        revision: 1,
        replyTo: replyTo && quoteOf(replyTo),
        threadId: replyTo && (replyTo.threadId ?? replyTo.id),
        mentionedUserIds: (called?.usernames ?? []).flatMap((name) => people.get(name) ?? []),
        mentionsEveryone: called?.everyone === true && mayMentionEveryone(viewer),
        reactions: [],
        attachments,
        card: null,
      }
    })
  }

  async function commit(roomId: string, batch: WaitingSend[]): Promise<Outcome[]> {
    return log.rawTransaction(async (tx) => {
      // Sent together and answered one after the other: what is known is read under the lock.
      const [head, known] = await Promise.all([
        lockRoom(tx, roomId),
        knownOf(tx, roomId, batch, sendLimit, clock.now()),
      ])
      if (head === null) return batch.map(() => notFound('room'))
      const at = clock.now()
      const judged = await judge(tx, roomId, batch, known, at)
      const placed = judged.filter(isNew).map((state, i): PlacedMessage => {
        const seq = head + i + 1
        return { ...state, roomId, seq, changedSeq: seq }
      })
      if (placed.length > 0) tx.withCommit(write(tx, roomId, placed, at))
      const byId = new Map(placed.map((message) => [message.id, message]))
      const outcomes = judged.map((one): Outcome | number => (isNew(one) ? (byId.get(one.id) as PlacedMessage) : one))
      return outcomes.map((one) => (typeof one === 'number' ? (outcomes[one] as Outcome) : one))
    })
  }

  /** All statements at once: under the room's lock it is known which seqs the events will get. */
  const write = (tx: RawLogTransaction, roomId: string, placed: PlacedMessage[], at: Date) => {
    const states = placed.map(stateOf)
    return Promise.all([
      tx.append(
        roomStream(roomId),
        states.map((state) => {
          const payload: RoomEventPayload = { actorId: state.authorId, message: { ...state, seq: null }, notice: null }
          return { kind: 'MESSAGE', payload, at }
        }),
      ),
      insertMessages(
        tx,
        placed,
        states.map((state) => JSON.stringify(state)),
      ),
      bindAttachments(tx, placed),
    ])
  }

  const lanes = createLanes<WaitingSend>(async (roomId, batch) => {
    try {
      const outcomes = await commit(roomId, batch)
      batch.forEach(({ resolve, reject }, i) => {
        const outcome = outcomes[i]
        if (outcome && !(outcome instanceof CallerError)) resolve(outcome)
        else reject(outcome)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  })

  return {
    /**
     * Resolves when the message is committed. Sending again under the same clientId answers with the same message.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, RATE_LIMITED (with `retryAfterMs`)
     */
    async sendMessage(viewer: Viewer, input: SendMessageInput): Promise<PlacedMessage> {
      guardChat(viewer, 'sendMessage')
      const draft = parseInput(sendMessageInput, input, 'input')
      return new Promise((resolve, reject) => {
        const clientId = draft.clientId ?? randomUUID()
        lanes.add(draft.roomId, { viewer, userId: viewer.userId, clientId, draft, resolve, reject })
      })
    },
  }
}

const isNew = (one: Outcome | MessageState | number): one is MessageState =>
  typeof one === 'object' && !(one instanceof CallerError) && !('seq' in one)
