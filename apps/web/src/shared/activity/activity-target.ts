import type { ActivityEvent } from '../../graphql/activity.ts'

type Told = Pick<ActivityEvent, 'kind' | 'subjectId' | 'releaseId' | 'projectId' | 'serverId'>

/** Where somebody goes on from here, by the noun that a kind begins with. */
const pages: Record<string, (id: string) => string> = {
  train: (id) => `/trains/${id}`,
  ticket: (id) => `/tickets/${id}`,
  flow: (id) => `/flows/${id}`,
  room: (id) => `/chat/${id}`,
  poll: (id) => `/polls/${id}`,
  pollShow: (id) => `/polls/shows/${id}`,
  environment: (id) => `/environments/${id}`,
  drift: (id) => `/environments/${id}`,
  command: (id) => `/commands/${id}`,
  terminal: (id) => `/terminal/sessions/${id}`,
}

/** Of what has no page of its own: where it is listed. */
const lists: Record<string, string> = {
  metricRule: '/servers/alarms',
  commandTemplate: '/commands/templates',
  credential: '/credentials',
  freeze: '/settings/freezes',
  calendar: '/settings/calendar',
  user: '/settings/people',
}

/** The page of what a line is about; null when it has none, or is gone. */
export function activityTarget({ kind, subjectId, releaseId, projectId, serverId }: Told): string | null {
  const [noun = '', verb] = kind.split('.')
  if (releaseId) return `/releases/${releaseId}`
  const gone = verb === 'removed'
  const page = pages[noun]
  if (page && subjectId && !gone) return page(subjectId)
  if (gone && (noun === 'server' || noun === 'project')) return null
  if (serverId) return `/servers/${serverId}`
  if (lists[noun]) return lists[noun]
  return projectId ? `/projects/${projectId}` : null
}
