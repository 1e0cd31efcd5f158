import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Failure } from '../../../graphql/failure.ts'
import { type TransportKind, transportKinds } from '../../../graphql/live/carrier.ts'
import { createLive } from '../../../graphql/live/live.ts'
import { pageSocketUrl } from '../../../graphql/socket.ts'
import { text } from '../../../shared/i18n/i18n.ts'
import { createLane, type Lane, type LaneState } from './lane.ts'
import { createMeter } from './meter.ts'
import { prove } from './proof.ts'
import { type LabRoom, labRoomName, readLog, readRoom, readyRooms, send } from './room.ts'
import { createLabSender, type LabSender, type SenderState } from './sender.ts'
import { createServerClock } from './server-clock.ts'
import { labSource } from './stream.ts'
import type { Verdict } from './verdict.ts'

/** From what asks most often to what asks never. */
const laneKinds: TransportKind[] = transportKinds.toReversed()
export const burstSize = 5

/** One room over four transports at once, and what can be done to them. Bound to the component that asks for it. */
export function useLab() {
  const { client } = useClientHandle()
  const rooms = shallowRef<readonly LabRoom[]>([])
  const room = shallowRef<LabRoom | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const states = shallowRef<readonly LaneState[]>([])
  const sender = shallowRef<SenderState>({ left: 0, waitsUntil: null, failure: null })
  const verdicts = shallowRef<readonly Verdict[] | null>(null)
  const isProving = ref(false)
  const cuts = ref(0)
  const aheadMs = ref(0)
  const confirmed = ref(0)
  const clock = createServerClock()
  let lanes: Lane[] = []
  let messages: LabSender | null = null
  let opened = 0
  let written = 0

  const head = computed(() =>
    Math.max(room.value?.headSeq ?? 0, confirmed.value, ...states.value.map(({ cursor }) => cursor)),
  )

  function close() {
    opened += 1
    for (const lane of lanes) lane.stop()
    messages?.stop()
    lanes = []
    states.value = []
    sender.value = { left: 0, waitsUntil: null, failure: null }
    verdicts.value = null
    isProving.value = false
    confirmed.value = 0
  }

  function startLane(kind: TransportKind, index: number, { id, headSeq, epoch }: LabRoom): Lane {
    const meter = createMeter()
    return createLane({
      live: createLive({
        pinned: kind,
        door: meter.door,
        socket: { url: pageSocketUrl(), webSocketImpl: meter.webSocketImpl },
      }),
      source: labSource(id),
      from: { after: headSeq, epoch },
      now: Date.now,
      bytes: () => meter.bytes,
      onChange(state) {
        states.value = states.value.toSpliced(index, 1, state)
      },
    })
  }

  function startSender(roomId: string): LabSender {
    return createLabSender({
      now: Date.now,
      newId: () => crypto.randomUUID(),
      send: (words, clientId) => send(client, roomId, words, clientId),
      onSent({ before, at, after, seq }) {
        clock.note(before, at, after)
        aheadMs.value = clock.aheadMs
        confirmed.value = Math.max(confirmed.value, seq)
      },
      onChange(state) {
        sender.value = state
      },
    })
  }

  async function open(id: string) {
    close()
    const mine = opened
    const answer = await readRoom(client, id)
    if (mine !== opened) return
    failure.value = 'failure' in answer ? answer.failure : null
    if ('failure' in answer || !answer.data) return
    const found = answer.data
    room.value = found
    messages = startSender(found.id)
    lanes = laneKinds.map((kind, index) => startLane(kind, index, found))
    states.value = lanes.map(({ state }) => state)
  }

  async function begin() {
    const mine = opened
    const answer = await readyRooms(client, text('delivery.roomTopic'))
    if (mine !== opened) return
    failure.value = 'failure' in answer ? answer.failure : null
    if ('failure' in answer) return
    rooms.value = answer.data
    const own = answer.data.find(({ name }) => name === labRoomName)
    if (own) await open(own.id)
  }

  const words = () => text('delivery.message', { number: ++written })
  const sendSome = (count: number) => messages?.send(Array.from({ length: count }, words)) ?? Promise.resolve([])

  async function proveIt() {
    const { value: here } = room
    if (!here || isProving.value) return
    const mine = opened
    isProving.value = true
    verdicts.value = null
    cuts.value = 0
    const result = await prove({
      lanes,
      head: head.value,
      send: sendSome,
      async readLog(after) {
        const answer = await readLog(client, here.id, after)
        if ('data' in answer) return answer.data
        failure.value = answer.failure
        return null
      },
      random: Math.random,
      now: Date.now,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      isOver: () => mine !== opened,
      onCut() {
        cuts.value += 1
      },
    })
    if (mine !== opened) return
    verdicts.value = result
    isProving.value = false
  }

  void begin()
  onScopeDispose(close)

  return {
    rooms,
    room,
    failure,
    /** In the order of the page. */
    kinds: laneKinds,
    states,
    head,
    aheadMs,
    sender,
    verdicts,
    isProving,
    cuts,
    begin,
    open,
    lane: (index: number) => lanes[index],
    cutAll: (ms: number) => {
      for (const lane of lanes) lane.cut(ms)
    },
    send: sendSome,
    prove: proveIt,
  }
}
