import type { ActivityEvent } from '../../graphql/activity.ts'
import { type ActivityGroup, groupOf, isGroup, kindsOf } from './activity-groups.ts'

/** Which lines somebody looks at; empty: whatever it is. Times are ISO 8601. */
export interface ActivityWish {
  project: string
  server: string
  person: string
  groups: ActivityGroup[]
  text: string
  from: string
  to: string
}

export const everything: ActivityWish = { project: '', server: '', person: '', groups: [], text: '', from: '', to: '' }

type Query = Record<string, unknown>
const word = (value: unknown) => (typeof value === 'string' ? value : '')
const time = (value: unknown) => (Number.isNaN(Date.parse(word(value))) ? '' : word(value))

export const wishOf = (query: Query): ActivityWish => ({
  ...{ project: word(query.project), server: word(query.server), person: word(query.person) },
  groups: word(query.groups).split(',').filter(isGroup),
  ...{ text: word(query.text).slice(0, 200), from: time(query.from), to: time(query.to) },
})

/** As it stands in the address: what is empty is left out. */
export const queryOf = ({ groups, ...wish }: ActivityWish): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...wish, groups: groups.join(',') }).filter(([, value]) => value !== ''))

export const filterOf = ({ project, server, person, groups, text, from, to }: ActivityWish) => ({
  ...(project && { projectId: project }),
  ...(server && { serverId: server }),
  ...(person && { actorId: person }),
  ...(groups.length > 0 && { kinds: kindsOf(groups) }),
  ...(text.trim() && { text: text.trim() }),
  ...(from && { from: new Date(from).toISOString() }),
  ...(to && { to: new Date(to).toISOString() }),
})

/** The address of the same as a file. */
export function exportAddress(format: 'csv' | 'jsonl', wish: ActivityWish): string {
  const { projectId, serverId, actorId, kinds, ...rest } = filterOf(wish) as Record<
    string,
    string | string[] | undefined
  >
  const asked = { project: projectId, server: serverId, person: actorId, kinds: kinds?.toString(), ...rest }
  const given = Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return given.length > 0 ? `/activity.${format}?${new URLSearchParams(given)}` : `/activity.${format}`
}

/** Whether what just happened belongs to what somebody looks at. */
export function isWanted(
  event: ActivityEvent,
  { project, server, person, groups, text, from, to }: ActivityWish,
): boolean {
  if (project && event.projectId !== project) return false
  if (server && event.serverId !== server) return false
  if (person && event.actorId !== person) return false
  const group = groupOf(event.kind)
  if (groups.length > 0 && !(group && groups.includes(group))) return false
  const at = Date.parse(event.at)
  if ((from && at < Date.parse(from)) || (to && at > Date.parse(to))) return false
  const said = [event.actor, event.subject, event.place, event.reason, event.message].join(' ').toLowerCase()
  return said.includes(text.trim().toLowerCase())
}
