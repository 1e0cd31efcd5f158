import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import type { FollowStatus } from '../../graphql/live/follow-status.ts'
import { askUntilAnswered } from '../../graphql/patience.ts'
import { useLive } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../../shared/frame-batch.ts'
import type { MessagePage, RoomEvent } from './message.ts'
import {
  applyEvent,
  emptyRoom,
  isUsable,
  mergePage,
  openRoom,
  type PageRequest,
  type RoomState,
  trimAround,
} from './room-state.ts'
import { roomPage, roomSource } from './room-stream.ts'

const pageSize = 50
/** Times that a page is asked for again because it had been overtaken by events. */
const patience = 3
/** Trimming at every message would let the list jump. */
const slack = 50

/** An open room: its newest page, then every event behind it, over whatever transport works. */
export function useRoom(roomId: string, options: { onEvent?(event: RoomEvent): void } = {}) {
  const { client } = useClientHandle()
  const follow = useLive()
  const state = shallowRef<RoomState>(emptyRoom())
  /** Null until the first page is there. */
  const status = shallowRef<FollowStatus | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const missing = ref(false)
  /** Read up to here when the room was opened; the unread line stands behind it. */
  const openedAt = ref(0)
  let follower: ReturnType<typeof follow> | null = null
  let opened = 0

  const take = createFrameBatch<RoomEvent>((events) => {
    const before = state.value
    state.value = events.reduce(applyEvent, before)
    for (const event of events) options.onEvent?.(event)
    // Nothing of what was loaded is left: show the newest.
    if (events.some(({ kind }) => kind === 'RESET' || kind === 'HOLE')) void load({ newest: true })
  })

  async function read(
    request: PageRequest,
    isWanted: (() => boolean) | null = null,
  ): Promise<{ page: MessagePage; readSeq: number } | null> {
    const variables = { id: roomId, first: pageSize, ...('newest' in request ? {} : request) }
    const ask = () => client.query(roomPage, variables, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, isWanted)
    if (!answer) return null
    const { data, error } = answer
    failure.value = error ? toFailure(error) : null
    missing.value = !error && !data?.roomById
    return data?.roomById ? { page: data.roomById.messages, readSeq: data.roomById.readSeq } : null
  }

  /** Loads a page into the room; false when it failed (then `failure` says why). */
  async function load(request: PageRequest): Promise<boolean> {
    for (let time = 0; time < patience; time++) {
      const mine = opened
      const answer = await read(request)
      if (!answer || mine !== opened) return false
      if (!isUsable(state.value, answer.page)) continue
      state.value = mergePage(state.value, answer.page, request)
      return true
    }
    return false
  }

  /** Reads the room anew and follows it from there. A room that is already shown waits for the server. */
  async function open() {
    const mine = ++opened
    const isAgain = follower !== null
    follower?.stop()
    const answer = await read({ newest: true }, isAgain ? () => mine === opened : null)
    if (!answer || mine !== opened) return
    openedAt.value = answer.readSeq
    state.value = openRoom(answer.page)
    follower = follow(
      roomSource(roomId),
      { after: answer.page.headSeq, epoch: answer.page.epoch },
      {
        onEvent: (event) => mine === opened && take(event),
        onStatus: (now) => {
          if (mine === opened) status.value = now
        },
        onLost: () => void open(),
      },
    )
  }

  void open()
  onScopeDispose(() => {
    opened += 1
  })

  return {
    state,
    status,
    failure,
    missing,
    openedAt,
    load,
    /** Forgets what is far from the message that is looked at, when there is too much. */
    keepAround(seq: number) {
      if (state.value.messages.length > 300 + slack) state.value = trimAround(state.value, seq)
    },
    /** Hangs up here; other tabs and devices go on. */
    disconnect: () => follower?.close(),
    /** Begins again after it was closed, by whomever; also when the first page could not be read. */
    connect() {
      if (follower && status.value?.state === 'closed') follower.resume()
      else if (!follower) void open()
    },
  }
}
