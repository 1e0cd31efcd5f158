import { stringifyDocument, useClientHandle } from '@urql/vue'
import { onMounted, provide, reactive } from 'vue'
import { type ActivityEvent, activityKey, activityPage, activityStream, HIDDEN } from '../graphql/activity.ts'
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

  function take(event: ActivityEvent) {
    if (event.kind === HIDDEN) return
    recent.unshift(event)
    recent.length = Math.min(recent.length, kept)
    for (const listener of listeners) listener(event)
  }

  async function start() {
    const head = await client.query(activityPage, { after: 0, limit: 1 }, { requestPolicy: 'network-only' }).toPromise()
    const after = head.data?.activity.headSeq ?? 0
    const variables = { after: Math.max(0, after - kept), limit: kept }
    const page = await client.query(activityPage, variables, { requestPolicy: 'network-only' }).toPromise()
    const events = page.data?.activity.events ?? []
    recent.splice(0, recent.length, ...events.filter(({ kind }) => kind !== HIDDEN).toReversed())
    const from = events.at(-1)?.seq ?? after
    follow(
      activityStream,
      { after: from },
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

  onMounted(start)
  provide(activityKey, {
    recent,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}
