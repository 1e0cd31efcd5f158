export const weekday = { MON: 'Mon', TUE: 'Tue', WED: 'Wed', THU: 'Thu', FRI: 'Fri', SAT: 'Sat', SUN: 'Sun' } as const

export const weekly = {
  nth: 'Time {n}',
  days: 'Days',
  from: 'From',
  to: 'To',
  timeZone: 'Time zone',
  add: 'Add a time',
  remove: 'Remove time {n}',
} as const

export const hold = {
  LOCK: 'Locked: {reason}',
  FREEZE: 'Frozen: {reason}',
  WINDOW: 'Outside the times in which releases begin here',
  QUEUE: '{reason}',
  until: 'It begins by itself {when}.',
  shipsAnyway: 'The release will wait.',
  override: 'Begin all the same',
  overrideAsk: 'Begin release #{number} all the same?',
  overrideText:
    'It begins in spite of this freeze or window. Your reason is recorded in the release, the activity and the room.',
  overridden: 'Begins in spite of a freeze or window by {name}: {reason}',
  reason: 'Reason',
} as const

export const windows = {
  title: 'When releases may begin',
  hint: 'Releases begin only within these times, scheduled and automatic ones too. Others wait. Without any: always. A time that ends before it begins goes on after midnight.',
  shown: 'Releases begin: {times}',
} as const

export const freezes = {
  about: 'While a freeze holds, no release begins, whoever or whatever asked for it; those that run go on.',
  add: 'Freeze releases',
  edit: 'Change freeze',
  empty: 'Nothing is frozen',
  emptyHint: 'Freeze releases over a holiday, a sale or every weekend.',
  what: 'What',
  when: 'When',
  reason: 'Reason',
  scope: 'What it holds',
  EVERYTHING: 'All releases',
  PRODUCTION: 'Releases to production',
  PROJECT: 'One project',
  ENVIRONMENT: 'One environment',
  project: 'Project',
  environment: 'Environment',
  once: 'Once',
  weekly: 'Every week',
  startsAt: 'From',
  endsAt: 'Until',
  strict: 'Strict: only an admin may override, change or remove it',
  strictShort: 'strict',
  active: 'holds now',
  removeAsk: 'Remove this freeze?',
  removeText: 'Releases that waited for it begin.',
  past: 'Show those that are over',
} as const
