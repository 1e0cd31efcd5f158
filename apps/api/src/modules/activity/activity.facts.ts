import type { ActivityKind } from './activity.kinds.ts'

export type Facts = Record<string, unknown>

/** Something is there that was not, or came of something: only how it is can be told. */
const after = [
  ...(['user.added', 'user.password', 'apiToken.created', 'session.refused'] as const),
  ...(['process.started', 'process.stopped', 'activity.exported'] as const),
  ...(['credential.added', 'server.added', 'server.aria2Installed', 'server.alarm', 'drift.found'] as const),
  ...(['metricRule.added', 'probe.added', 'command.started', 'commandTemplate.added'] as const),
  ...(['project.added', 'environment.added', 'access.granted', 'freeze.added', 'webhook.added'] as const),
  ...(['notification.added', 'notification.tested', 'release.asked'] as const),
  ...(['release.created', 'release.rolled_back', 'release.retried', 'release.repaired'] as const),
  ...(['train.created', 'train.rolled_back'] as const),
  ...(['room.created', 'room.memberAdded', 'room.joined', 'room.connectionsClosed'] as const),
  ...(['flow.drafted', 'ticket.actionSucceeded', 'ticket.actionFailed', 'delegation.added'] as const),
  ...(['poll.drafted', 'pollShow.created', 'terminal.opened', 'file.folderMade', 'file.downloadBroken'] as const),
] as const

/** Something is no longer there: only how it was can be told. */
const before = [
  ...(['apiToken.revoked', 'credential.removed', 'server.removed', 'metricRule.removed', 'probe.removed'] as const),
  ...(['commandTemplate.removed', 'project.removed', 'environment.removed', 'freeze.removed'] as const),
  ...(['webhook.removed', 'notification.removed', 'room.memberRemoved', 'room.left', 'room.messageDeleted'] as const),
  ...(['flow.removed', 'poll.removed', 'pollShow.removed', 'file.removed'] as const),
] as const

/** Somebody came, went or took a copy: nothing is other than it was. From where they came stands in every line. */
const neither = ['session.opened', 'session.ended', 'terminal.replayed', 'file.downloaded'] as const

type Lists = { after: typeof after; before: typeof before; neither: typeof neither }
type Of<List extends keyof Lists> = Lists[List][number]

/** Something that is other than it was. */
export type ChangedKind = Exclude<ActivityKind, Of<keyof Lists>>

/**
 * A kind with what its lines have to tell besides their sentence: no line compiles without. A kind that is in none of the lists
 * above says how it was and how it is; `undefined` where nothing differs after all.
 */
export type FactsOfKind =
  | { kind: Of<'after'>; before?: undefined; after: Facts }
  | { kind: Of<'before'>; before: Facts; after?: undefined }
  | { kind: Of<'neither'>; before?: undefined; after?: undefined }
  | { kind: ChangedKind; before: Facts | undefined; after: Facts | undefined }

/** Of a kind: what its lines tell. */
export function factsTold(kind: ActivityKind): ('before' | 'after')[] {
  const isIn = (list: readonly ActivityKind[]) => list.includes(kind)
  if (isIn(neither)) return []
  if (isIn(after)) return ['after']
  return isIn(before) ? ['before'] : ['before', 'after']
}

/** Some fields of a row, for a line about something that was added or removed. Name no secrets. */
export const pick = <Row extends object>(row: Row, fields: readonly (keyof Row & string)[]): Facts =>
  Object.fromEntries(fields.map((field) => [field, row[field] ?? null]))
