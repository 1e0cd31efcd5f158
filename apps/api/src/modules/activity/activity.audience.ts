import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { activityKinds, nounOf } from './activity.kinds.ts'

/** Who may know of a line: each also knows what the ones before may. What follows a line live is one frame for each of them. */
export type Audience = 'EVERYBODY' | 'OPERATORS' | 'ADMINS'

const audiences: Audience[] = ['EVERYBODY', 'OPERATORS', 'ADMINS']

/** In place of a line that a caller may not know: the stream has no hole, and tells nothing. */
export const HIDDEN = 'hidden'

/**
 * What is not for everybody: by kind, or by the noun that kinds begin with. A line of any other kind is read by everybody, so it must
 * say no more than everybody may know of its subject.
 */
const narrower: Record<string, Audience> = {
  session: 'ADMINS',
  apiToken: 'ADMINS',
  'user.password': 'ADMINS',
  activity: 'ADMINS',
  // Somebody's terminals and their recordings are seen by that person and by ADMINs alone.
  terminal: 'ADMINS',
  // Paths on a server are for those who may work on it by hand; whom a person delegates to is seen with their tickets.
  file: 'OPERATORS',
  delegation: 'OPERATORS',
  notification: 'OPERATORS',
  webhook: 'OPERATORS',
  'flow.drafted': 'OPERATORS',
  'flow.changed': 'OPERATORS',
  'flow.removed': 'OPERATORS',
  'poll.drafted': 'OPERATORS',
  'poll.changed': 'OPERATORS',
  'poll.removed': 'OPERATORS',
  'room.joined': 'OPERATORS',
  'room.left': 'OPERATORS',
  'room.connectionsClosed': 'OPERATORS',
  'room.messageDeleted': 'OPERATORS',
}

export const audienceOf = (kind: string): Audience => narrower[kind] ?? narrower[nounOf(kind)] ?? 'EVERYBODY'

/** To which of them somebody belongs. */
export function audienceOfViewer(viewer: Pick<Viewer, 'role'>): Audience {
  if (hasRole(viewer, 'ADMIN')) return 'ADMINS'
  return hasRole(viewer, 'OPERATOR') ? 'OPERATORS' : 'EVERYBODY'
}

export const mayKnow = (audience: Audience, kind: string) =>
  audiences.indexOf(audience) >= audiences.indexOf(audienceOf(kind))

/** The kinds of which somebody may not know. */
export const hiddenFrom = (audience: Audience): string[] => activityKinds.filter((kind) => !mayKnow(audience, kind))
