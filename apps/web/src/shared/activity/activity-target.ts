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
}

/** The page of what a line is about; null when it has none, or is gone. */
export function activityTarget({ kind, subjectId, releaseId, projectId, serverId }: Told): string | null {
  const [noun = '', verb] = kind.split('.')
  if (releaseId) return `/releases/${releaseId}`
  if (serverId) return verb === 'removed' ? null : `/servers/${serverId}`
  const page = pages[noun]
  if (page && subjectId && verb !== 'removed') return page(subjectId)
  if (noun === 'project' && verb === 'removed') return null
  return projectId ? `/projects/${projectId}` : null
}
