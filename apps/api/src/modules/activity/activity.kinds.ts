/** Every kind of activity: a noun and what became of it. The page has a sentence for each in every language. */
export const activityKinds = [
  ...(['user.added', 'user.changed', 'user.password', 'apiToken.created', 'apiToken.revoked'] as const),
  ...(['credential.added', 'credential.changed', 'credential.removed'] as const),
  ...(['server.added', 'server.changed', 'server.removed', 'server.reached'] as const),
  ...(['server.hostKeyTrusted', 'server.hostKeyReplaced', 'server.aria2Installed', 'drift.found'] as const),
  ...(['project.added', 'project.changed', 'project.removed'] as const),
  ...(['environment.added', 'environment.changed', 'environment.removed'] as const),
  ...(['environment.locked', 'environment.unlocked'] as const),
  ...(['access.granted', 'access.revoked'] as const),
  ...(['freeze.added', 'freeze.changed', 'freeze.removed'] as const),
  ...(['webhook.added', 'webhook.changed', 'webhook.renewed', 'webhook.removed'] as const),
  ...(['notification.added', 'notification.changed', 'notification.removed', 'notification.redelivered'] as const),
  ...(['release.created', 'release.rolled_back', 'release.retried', 'release.repaired'] as const),
  ...(['release.approved', 'release.rejected', 'release.approval_withdrawn'] as const),
  ...(['release.approval_voided', 'release.approval_expired', 'release.hold_overridden'] as const),
  ...(['release.paused', 'release.resumed', 'release.excluded', 'release.asked', 'release.answered'] as const),
  ...(['release.succeeded', 'release.failed', 'release.cancelled', 'release.marked', 'release.unmarked'] as const),
  ...(['train.created', 'train.rolled_back', 'train.cancelled'] as const),
  ...(['train.stopped', 'train.ended', 'train.succeeded'] as const),
  ...(['room.created', 'room.changed', 'room.memberAdded', 'room.memberRemoved'] as const),
  ...(['flow.drafted', 'flow.published', 'flow.retired', 'flow.restored', 'flow.removed'] as const),
  ...(['poll.drafted', 'poll.opened', 'poll.paused', 'poll.closed'] as const),
] as const

export type ActivityKind = (typeof activityKinds)[number]
