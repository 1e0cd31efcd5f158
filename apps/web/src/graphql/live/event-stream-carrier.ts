import type { Carrier } from './carrier.ts'
import { faultOfErrors, faultOfResponse, lost } from './fault.ts'
import type { HttpDoor } from './http-door.ts'

const isRefusal = (error: unknown): error is Error & { response: Response } =>
  error instanceof Error && 'response' in error && error.response instanceof Response

/** Server-sent events: one HTTP answer per stream (the protocol's distinct connections mode), which never ends. */
export function createEventStreamCarrier(door: HttpDoor): Carrier {
  // Most pages never need it.
  const library = () => import('graphql-sse')

  return {
    kind: 'sse',
    open(source, from, sink) {
      let over = false
      let release = () => {}
      const once = (report: () => void) => {
        if (over) return
        over = true
        report()
      }

      async function begin() {
        const { createClient } = await library()
        if (over) return
        const client = createClient({
          url: door.url,
          headers: door.headers,
          credentials: 'same-origin',
          fetchFn: door.fetch,
          retryAttempts: 0,
        })
        sink.requested()
        release = client.subscribe(
          source.subscription.operation(from),
          {
            next(result) {
              if (over) return
              if (result.data) sink.event(source.subscription.pick(result.data))
              else once(() => sink.ended(faultOfErrors((result.errors ?? []) as Parameters<typeof faultOfErrors>[0])))
            },
            error: (error) => void fail(error),
            complete: () => once(() => sink.ended(lost('The server ended the stream.'))),
          },
          { connected: () => !over && sink.opened() },
        )
      }

      async function fail(error: unknown) {
        const fault = isRefusal(error)
          ? await faultOfResponse(error.response)
          : lost(error instanceof Error ? error.message : '')
        once(() => sink.ended(fault))
      }

      begin().catch(fail)
      return () => {
        over = true
        release()
      }
    },
  }
}
