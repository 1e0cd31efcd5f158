import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { placeOf } from '../../environments/environment-place.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { eventNames } from '../../notifications/notification.events.ts'
import { queueNews } from '../../notifications/outbox.ts'
import type { EnvironmentFacts } from '../creation/environment-facts.ts'

/** Tells the activity and the hooks that servers are not as they should be. Null: Sendoff found it by itself. */
export async function tellDrift(
  tx: LogTransaction,
  viewer: Viewer | null,
  environment: EnvironmentFacts,
  { names, at }: { names: string[]; at: string },
): Promise<void> {
  const { id, name, kind, project } = environment
  await queueNews(tx, eventNames.DRIFT_FOUND, `drift:${id}:${at}`, {
    at,
    by: viewer && { username: viewer.username, name: viewer.displayName },
    project: { id: project.id, title: project.title },
    environment: { id, name, kind },
    drift: { servers: names },
  })
  const servers = names.join(', ')
  await recordActivity(tx, viewer, {
    kind: 'drift.found',
    ...{ subject: servers, subjectId: id },
    place: placeOf(environment),
    message: `found that ${servers} of ${placeOf(environment)} ${names.length === 1 ? 'is' : 'are'} not as it should be`,
    projectId: project.id,
    after: { servers: names },
  })
}
