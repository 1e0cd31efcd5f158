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
  usual: 'usually {duration}',
  of: '{elapsed} of about {usual}',
} as const
