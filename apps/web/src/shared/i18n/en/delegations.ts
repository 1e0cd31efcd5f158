export const delegation = {
  add: 'New delegation',
  about:
    'While you are away somebody else is asked in your place: new tasks go to them, and the history shows whom they act for.',
  who: 'Who is asked',
  forWhom: 'In place of',
  when: 'When',
  from: 'From',
  until: 'Until',
  reason: 'Reason',
  empty: 'No delegations',
  emptyHint: 'Name somebody before you go on holiday, and nothing waits for you.',
  end: 'End it',
  endAsk: 'End this delegation?',
  endText: 'From now on you are asked yourself. What was asked of {name} meanwhile stays with them.',
} as const

export const delegationState = { now: 'now', later: 'later', over: 'over', ended: 'ended early' } as const

export const calendar = {
  about: 'Deadlines that count working time pass only in these hours.',
  week: 'A usual week',
  days: 'Other days',
  daysHint: 'Holidays, and days at the weekend on which people work.',
  date: 'Day',
  dayTitle: 'What it is called',
  kind: 'What kind of day',
  holiday: 'Nobody works',
  works: 'People work',
  addDay: 'Add a day',
  removeDay: 'Remove {name}',
  onlyAdmins: 'Only admins change the calendar.',
} as const
