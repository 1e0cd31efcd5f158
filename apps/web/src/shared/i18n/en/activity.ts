/** By the kind of an event: `activity.server.added`. A kind without a text is shown in the server's own words. */
export const activity = {
  place: ' to {place}',
  reason: ': {reason}',
  release: {
    created: '{who} started release {subject}{place}',
    rolledBack: '{who} started rollback {subject}{place}',
    retried: '{who} started retry {subject}{place}',
    cancelled: '{who} cancelled release {subject}',
    stopped: 'Release {subject}{place} was cancelled',
    succeeded: 'Release {subject}{place} succeeded',
    failed: 'Release {subject}{place} failed',
  },
  train: {
    created: '{who} put together train {subject}',
    cancelled: '{who} cancelled train {subject}',
    rolled_back: '{who} rolls back train {subject}',
    stopped: 'Train {subject} stopped',
    ended: 'Train {subject} has come to rest',
    succeeded: 'Train {subject} succeeded',
  },
  server: {
    added: '{who} added the server {subject}',
    changed: '{who} changed the server {subject}',
    removed: '{who} removed the server {subject}',
    hostKeyTrusted: '{who} trusted the host key of {subject}',
    aria2Installed: '{who} had aria2 installed on {subject}',
    hostKeyReplaced: '{who} trusted a new host key of {subject}',
  },
  drift: {
    found: '{who} found that {subject} is not as it should be',
  },
  credential: {
    added: '{who} added the credential {subject}',
    changed: '{who} changed the credential {subject}',
    removed: '{who} removed the credential {subject}',
  },
  notification: {
    added: '{who} added the notification {subject}',
    changed: '{who} changed the notification {subject}',
    removed: '{who} removed the notification {subject}',
    redelivered: '{who} sent a notification to {subject} again',
  },
  project: {
    added: '{who} added the project {subject}',
    changed: '{who} changed the project {subject}',
    removed: '{who} removed the project {subject}',
  },
  environment: {
    added: '{who} added the environment {subject}',
    changed: '{who} changed the environment {subject}',
    removed: '{who} removed the environment {subject}',
    locked: '{who} locked {subject}{reason}',
    unlocked: '{who} unlocked {subject}',
  },
  room: {
    created: '{who} created the room {subject}',
    changed: '{who} changed the room {subject}',
    memberAdded: '{who} added somebody to the room {subject}',
    memberRemoved: '{who} removed somebody from the room {subject}',
  },
  user: {
    added: '{who} added the person {subject}',
    changed: '{who} changed the person {subject}',
    password: '{who} changed their password',
  },
  apiToken: {
    created: '{who} created the API token {subject}',
    revoked: '{who} revoked the API token {subject}',
  },
} as const
