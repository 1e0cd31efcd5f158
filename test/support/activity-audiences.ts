/** A query that tells whoever may ask it what the line tells; or who may know of it, and why nobody else. */
type Seen = { by: string } | { only: 'OPERATORS' | 'ADMINS'; because: string }

const by = (operation: string): Seen => ({ by: operation })
const operators = (because: string): Seen => ({ only: 'OPERATORS', because })
const admins = (because: string): Seen => ({ only: 'ADMINS', because })

/** Of every kind of activity, or of the noun that kinds begin with. A new one needs its entry here. */
export const activityAudiences: Record<string, Seen> = {
  user: by('users'),
  'user.password': admins('When somebody changed their password helps who guesses it.'),
  apiToken: admins('Tokens are seen by their owner alone, and in the audit.'),
  session: admins('Sessions are seen by their owner alone, and in the audit.'),
  process: by('activity'),
  activity: admins('Exporting is for them.'),
  credential: by('credentials'),
  server: by('server'),
  drift: by('environment'),
  metricRule: by('metricRules'),
  probe: by('environment'),
  command: by('commandRuns'),
  commandTemplate: by('commandTemplates'),
  terminal: admins('Terminals and recordings are seen by their owner and by ADMINs.'),
  file: operators('Paths on a server are for those who may work on it by hand.'),
  project: by('project'),
  environment: by('environment'),
  access: by('accessGrants'),
  freeze: by('freezes'),
  webhook: operators('Incoming webhooks are for them.'),
  notification: operators('Notifications are for them.'),
  release: by('environment'),
  train: by('trains'),
  'room.created': by('rooms'),
  'room.changed': by('rooms'),
  // Who is in a room is for everybody, what is said in it is not.
  'room.memberAdded': by('rooms'),
  'room.memberRemoved': by('rooms'),
  'room.joined': operators('Who comes and goes is noise to the others.'),
  'room.left': operators('Who comes and goes is noise to the others.'),
  'room.connectionsClosed': operators('Connections are an affair of whom they belong to.'),
  'room.messageDeleted': operators('What is said in a room is for its members.'),
  flow: by('flows'),
  'flow.drafted': operators('Drafts are for those who draw.'),
  'flow.changed': operators('Drafts are for those who draw.'),
  'flow.removed': operators('Drafts are for those who draw.'),
  // The line names the number and the flow, no more.
  ticket: by('flows'),
  calendar: by('workingCalendar'),
  delegation: operators('Delegations are seen by both sides, and with the tickets, of which they see all.'),
  // Of one in a room the line names neither the poll nor the room.
  poll: by('polls'),
  'poll.drafted': operators('Drafts are seen by who made them, and by an OPERATOR.'),
  'poll.changed': operators('Drafts are seen by who made them, and by an OPERATOR.'),
  'poll.removed': operators('Drafts are seen by who made them, and by an OPERATOR.'),
  pollShow: by('pollShows'),
}
