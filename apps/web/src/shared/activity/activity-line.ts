import type { ActivityEvent } from '../../graphql/activity.ts'
import { text, textIfAny } from '../i18n/i18n.ts'

type Told = Pick<ActivityEvent, 'kind' | 'actor' | 'subject' | 'place' | 'reason' | 'message'>

/** One line of the activity in the language of the page; of a kind that the page does not know, in the server's own words. */
export function activityLine({ kind, actor, subject, place, reason, message }: Told): string {
  // A release's end by cancelling is told by the worker, the wish before it by a person.
  const key = kind === 'release.cancelled' && actor === null ? 'release.stopped' : kind
  const own = textIfAny(`activity.${key}`, {
    who: actor ?? 'Sendoff',
    subject: subject ?? '',
    place: place ? text('activity.place', { place }) : '',
    reason: reason ? text('activity.reason', { reason }) : '',
  })
  return own ?? (actor ? `${actor} ${message}` : message)
}
