import { stringifyDocument, useClientHandle } from '@urql/vue'
import { onScopeDispose, provide, reactive } from 'vue'
import { type ActivityEvent, activityKey, activityPage, activityStream, HIDDEN } from '../graphql/activity.ts'
import { askUntilAnswered } from '../graphql/patience.ts'
import type { ResultOf } from '../graphql/tada.ts'
import { useStreams } from '../graphql/use-stream.ts'

/** How many lines the ticker keeps. */
const kept = 60

/** Hears the activity stream once for the whole page and gives it to every feature. */
export function provideActivityFeed() {
  const { client } = useClientHandle()
  const follow = useStreams()
  const recent = reactive<ActivityEvent[]>([])
  const listeners = new Set<(event: ActivityEvent) => void>()
  /** Up to here the listeners know of everything. */
  let heard: number | null = null
  let gone = false

  function tell(event: ActivityEvent) {
    if (event.kind === HIDDEN) return
    for (const listener of listeners) listener(event)
  }

  function take(event: ActivityEvent) {
    heard = event.seq
    if (event.kind !== HIDDEN) {
      recent.unshift(event)
      recent.length = Math.min(recent.length, kept)
    }
    tell(event)
  }

  async function ask(variables: { after: number; limit: number }) {
    const answer = await askUntilAnswered(
      () => client.query(activityPage, variables, { requestPolicy: 'network-only' }).toPromise(),
      () => !gone,
    )
    return answer?.data?.activity ?? null
  }

  /** Begun before any part of the page reads its own state: what happens after that, and before the stream runs, is told as well. */
  async function start() {
    const head = await ask({ after: 0, limit: 1 })
    const page = head && (await ask({ after: Math.max(0, head.headSeq - kept), limit: kept }))
    if (!page || gone) return
    heard ??= head.headSeq
    recent.splice(0, recent.length, ...page.events.filter(({ kind }) => kind !== HIDDEN).toReversed())
    for (const event of page.events) if (event.seq > heard) tell(event)
    heard = page.events.at(-1)?.seq ?? head.headSeq
    follow(
      activityStream,
      { after: heard },
      {
        pick: (data) => data.activity,
        isHeartbeat: (event) => event.kind === 'heartbeat',
        poll: {
          query: stringifyDocument(activityPage),
          variables: (after) => ({ after, limit: kept }),
          pick: (data) => (data as ResultOf<typeof activityPage>).activity,
        },
        onEvent: take,
        onLost: start,
      },
    )
  }

  void start()
  onScopeDispose(() => {
    gone = true
  })
  provide(activityKey, {
    recent,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}
