export const chart = {
  label: '{title}, chart over time',
  keys: 'Arrow keys move the crosshair, with Shift ten points at a time; Home and End go to the edges; plus and minus zoom; Escape goes back.',
  readRange: '{label} {value}, from {range}',
  pause: 'Pause',
  resume: 'Go on',
  table: 'Numbers',
  reset: 'Whole time',
  time: 'Time',
  mean: 'Mean',
  min: 'Lowest',
  max: 'Highest',
  caption:
    '{title}: nothing was measured in this time. | {title}: one row, newest first. | {title}: {n} rows, newest first.',
  nothing: 'Nothing was measured in this time.',
  rollback: 'rolled back',
} as const
