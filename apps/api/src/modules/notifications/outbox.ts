import type { LogTransaction } from '../../streams/event-log.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { News, NotificationEvent } from './notification.events.ts'

export interface Hearers {
  /** Left out: the news' own. */
  projectIds?: string[]
  /** Hooks that asked for this hear of it there. */
  unlessAskedFor?: NotificationEvent | null
}

/**
 * Puts news into the outbox of every hook that asked for it, in the transaction of the change that it tells of. Nothing is
 * sent here. The same `key` is told to a hook once.
 */
export async function queueNews(
  tx: LogTransaction,
  event: NotificationEvent,
  key: string,
  news: News,
  { projectIds = news.project ? [news.project.id] : [], unlessAskedFor = null }: Hearers = {},
): Promise<void> {
  // Locked as a foreign key would: a hook that is removed in this moment is waited for and then not seen, and can't make the
  // change itself fail.
  const hooks = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "NotificationHook"
    WHERE enabled AND ${event} = ANY(events) AND ("projectId" IS NULL OR "projectId" = ANY(${projectIds}))
      AND (${unlessAskedFor}::text IS NULL OR NOT ${unlessAskedFor} = ANY(events))
    ORDER BY id FOR KEY SHARE`
  if (hooks.length === 0) return
  await tx.db.notificationDelivery.createMany({
    data: hooks.map((hook) => ({ id: uuid7(), hookId: hook.id, event, key, news: news as unknown as object })),
    skipDuplicates: true,
  })
}
