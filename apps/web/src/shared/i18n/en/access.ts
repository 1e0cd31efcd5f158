export const access = {
  title: 'Granted access',
  none: 'Nobody: everybody may do here what their role says.',
  grant: 'Grant access',
  takeBack: 'Take back',
  until: 'until {when}',
  byTicket: 'by ticket',
  ask: 'Grant access to {environment}?',
  hint: 'For these hours a developer may ship, roll back and mark releases here as an operator does. It is written down, and ends by itself.',
  who: 'Who',
  hours: 'For so many hours',
  reason: 'Why',
} as const
