import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { askUntilAnswered } from '../../graphql/patience.ts'
import { type Stream, useStreams } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../../shared/frame-batch.ts'
import { type Ticket, type TicketEvent, ticketQuery, ticketStream } from './operations.ts'

/**
 * A ticket as it is now: read whole, and read again whenever its history grows. An event tells that something happened; what
 * follows from it (tasks, rights, who is waited for) is the server's to say.
 */
export function useTicket(id: () => string) {
  const { client } = useClientHandle()
  const follow = useStreams()
  const ticket = shallowRef<Ticket | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const missing = ref(false)
  let stream: Stream | undefined
  let asked = 0
  /** The highest seq that was heard of. */
  let heard = 0
  let wanted = 0
  let reading = false

  async function read(): Promise<Ticket | null> {
    asked += 1
    const mine = asked
    const ask = () => client.query(ticketQuery, { id: id() }, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, ticket.value && (() => mine === asked))
    if (!answer || mine !== asked) return null
    const { data, error } = answer
    failure.value = error ? toFailure(error) : null
    missing.value = !error && !data?.ticket
    if (data?.ticket) ticket.value = data.ticket
    return data?.ticket ?? null
  }

  /** One reading at a time; what is asked for, or heard of, meanwhile is read after it. */
  async function refresh() {
    wanted += 1
    if (reading) return
    reading = true
    let done: number
    let found: Ticket | null
    do {
      done = wanted
      found = await read()
    } while (found && (done < wanted || found.headSeq < heard))
    reading = false
  }

  const take = createFrameBatch<TicketEvent>((events) => {
    heard = Math.max(heard, ...events.map(({ seq }) => seq))
    void refresh()
  })

  async function load() {
    stream?.stop()
    heard = 0
    const found = await read()
    if (!found) return
    stream = follow(
      ticketStream,
      { ticketId: found.id, after: found.headSeq },
      {
        pick: (result) => result.ticketEvents,
        isHeartbeat: (event) => event.kind === 'heartbeat',
        onEvent: take,
        onLost: load,
      },
    )
  }

  watch(
    id,
    () => {
      ticket.value = null
      void load()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    asked += 1
  })
  return { ticket, failure, missing, refresh, load }
}
