import type { Carrier, EventPage, Operation } from './carrier.ts'
import { type Fault, faultOfErrors, faultOfResponse, lost } from './fault.ts'
import type { HttpDoor } from './http-door.ts'

interface Pace {
  /** How long the server may hold a request until there is something; 0 = plain polling. */
  waitSeconds: number
  /** Pause before the next request when nothing is left to read. */
  pauseMs(): number
}

type Answer = { data: unknown } | { fault: Fault }

async function ask(door: HttpDoor, operation: Operation, signal: AbortSignal): Promise<Answer> {
  const headers = { ...door.headers, 'content-type': 'application/json', accept: 'application/json' }
  const body = JSON.stringify(operation)
  const response = await door.fetch(door.url, { method: 'POST', headers, body, signal, credentials: 'same-origin' })
  if (!response.ok) return { fault: await faultOfResponse(response) }
  const { data, errors } = (await response.json()) as {
    data?: unknown
    errors?: Parameters<typeof faultOfErrors>[0]
  }
  return errors?.length ? { fault: faultOfErrors(errors) } : { data }
}

/** Asks again and again for what came after the cursor. With `waitSeconds` it is long polling. */
export function createPollingCarrier(door: HttpDoor, { waitSeconds, pauseMs }: Pace): Carrier {
  return {
    kind: waitSeconds > 0 ? 'longPolling' : 'polling',
    open(source, from, sink) {
      const stopped = new AbortController()
      const { page: pages } = source
      const position = { ...from }
      let isOpen = false
      let timer: ReturnType<typeof setTimeout> | undefined

      async function round() {
        if (!pages) return sink.ended({ ...lost('This stream cannot be polled.'), kind: 'refused' })
        sink.requested()
        // The first answer comes at once: else a quiet stream would look closed for as long as the server holds it.
        const answer = await ask(door, pages.operation(position, isOpen ? waitSeconds : 0), stopped.signal)
        if (stopped.signal.aborted) return
        if ('fault' in answer) return sink.ended(answer.fault)
        isOpen = true
        sink.opened()
        const caughtUp = handOver(pages.pick(answer.data))
        if (!stopped.signal.aborted) timer = setTimeout(run, caughtUp ? pauseMs() : 0)
      }

      function handOver(page: EventPage<Parameters<typeof sink.event>[0]>): boolean {
        for (const event of page.events) {
          if (stopped.signal.aborted) return false
          position.after = event.seq
          position.epoch = event.epoch ?? position.epoch
          sink.event(event)
        }
        const caughtUp = page.events.length === 0 || position.after >= page.headSeq
        if (caughtUp && !stopped.signal.aborted) sink.head(page.headSeq)
        return caughtUp
      }

      function run() {
        round().catch((error: unknown) => {
          if (!stopped.signal.aborted) sink.ended(lost(error instanceof Error ? error.message : ''))
        })
      }

      run()
      return () => {
        stopped.abort()
        clearTimeout(timer)
      }
    },
  }
}
