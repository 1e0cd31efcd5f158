import type { ActivityEvent } from '../../graphql/activity.ts'

type Told = Pick<ActivityEvent, 'kind' | 'actor' | 'subject' | 'message'>

/** A text's key below `activity.` and what stands in it. */
export interface ActivityLine {
  key: string
  values: Record<'who' | 'subject' | 'place' | 'reason', string>
}

/** What a release's beginning was, and whether its end was told by a person or by the worker. */
function kindOf({ kind, actor, message }: Told): string {
  if (kind === 'release.created' && message.startsWith('rolls ')) return 'release.rolledBack'
  if (kind === 'release.created' && message.startsWith('retries ')) return 'release.retried'
  if (kind === 'release.cancelled' && actor === null) return 'release.stopped'
  return kind
}

const releasePlace =
  /^(?:(?:started )?release #\d+ of|rolls|retries .* servers of) (.+?)(?: back to #\d+ as #\d+|: [A-Z]+)?$/

/**
 * Which text tells an event, in any language. Kind, subject and actor are the facts; a release's place and the reason of a
 * lock stand in the server's sentence only, and are left out when it reads differently one day.
 */
export function activityLine(event: Told): ActivityLine {
  const { kind, actor, subject, message } = event
  const place = kind.startsWith('release.') ? releasePlace.exec(message) : null
  const reason = kind === 'environment.locked' ? /": (.+)$/s.exec(message) : null
  return {
    key: kindOf(event),
    values: { who: actor ?? 'Sendoff', subject: subject ?? '', place: place?.[1] ?? '', reason: reason?.[1] ?? '' },
  }
}
