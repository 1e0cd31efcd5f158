import { type InjectionKey, inject, onScopeDispose } from 'vue'
import { graphql, type ResultOf } from './tada.ts'

export const activityPage = graphql(`
  query ActivityPage($after: Int!, $limit: Int) {
    activity(after: $after, limit: $limit) {
      headSeq
      events { seq at kind actor actorId subject subjectId place reason message releaseId projectId serverId }
    }
  }
`)

export const activityStream = graphql(`
  subscription Activity($after: Int) {
    activity(after: $after) { seq at kind actor actorId subject subjectId place reason message releaseId projectId serverId }
  }
`)

export type ActivityEvent = ResultOf<typeof activityStream>['activity']
type Listener = (event: ActivityEvent) => void

/** Stands in the stream for a line that the viewer may not know. */
export const HIDDEN = 'hidden'

/** Everything that happens anywhere, heard once per page and passed on to whoever shows a part of it. */
export interface ActivityFeed {
  recent: ActivityEvent[]
  listen(listener: Listener): () => void
}

export const activityKey: InjectionKey<ActivityFeed> = Symbol('activity')

export function useActivity(): ActivityFeed {
  const feed = inject(activityKey)
  if (!feed) throw new Error('no activity provided')
  return feed
}

/** Calls `refresh` soon after something happened that `concerns` names; many events in a row make one call. */
export function useRefreshOn(concerns: (event: ActivityEvent) => boolean, refresh: () => void) {
  const feed = useActivity()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = feed.listen((event) => {
    if (!concerns(event)) return
    timer ??= setTimeout(() => {
      timer = undefined
      refresh()
    }, 250)
  })
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
  })
}
