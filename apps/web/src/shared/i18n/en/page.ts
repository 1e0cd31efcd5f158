export const replay = {
  title: 'Replay',
  play: 'Play',
  pause: 'Pause',
  speed: 'Speed',
  hint: 'Replay this release',
  position: 'Event {seq} of {last}, {time}',
  failure: 'To the failure',
  end: 'Leave the replay',
} as const

export const eta = {
  left: 'about {duration} left',
  soon: 'done in a moment',
  longer: 'longer than usual',
  onceOn: '{duration} left once it goes on',
  usual: 'usually {duration}',
  of: '{elapsed} of about {usual}',
} as const

export const changes = {
  title: 'Changes',
  first: 'Nothing was live here before: everything ships. These are its latest commits.',
  same: 'The same commit was live already.',
  since: 'Since what was live:',
  takenBack: 'takes one commit back | takes {n} commits back',
  truncated: 'There is more than is listed here, or one of the commits is gone from the repository.',
  gone: 'One of the commits is gone from the repository.',
  binary: 'This file is no text.',
  noText: 'No line differs.',
  patchCut: 'The rest is too long to be shown here.',
  ADDED: 'new',
  MODIFIED: 'changed',
  REMOVED: 'removed',
  TYPE_CHANGED: 'another kind of file',
} as const

export const logSearch = {
  copy: 'Copy what is shown',
  elsewhere: 'Also in one line of another step: | Also in {n} lines of other steps:',
  whole: 'In the whole log one line: | In the whole log {n} lines:',
  more: 'and {n} more steps',
} as const

export const watching = {
  label: 'Watching: {names}',
  more: '+{n}',
} as const

export const folding = {
  by: 'Group servers',
  all: 'One group',
  label: 'By label',
  state: 'By state',
  search: 'Find a server',
  filter: 'Which servers',
  filters: { all: 'All', failed: 'Failed', running: 'Not done yet', done: 'Done' },
  more: 'Show more, {n} left',
  none: 'No server matches.',
} as const
