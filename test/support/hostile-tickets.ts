import type { Attacked } from './attacked.ts'

export const ticketTables = [
  'Ticket',
  'TicketTask',
  'TicketCopy',
  'TicketAnswer',
  'StandingDelegation',
  'WorkingCalendar',
]

const selection = '{ id }'
const reason = 'It is needed'

/** The operations on tickets, and on what stands around them, with inputs that work, for the test that attacks each field alone. */
export function attackedTickets(known: Record<string, string>): { mutations: Attacked[]; queries: Attacked[] } {
  const nothing = () => known.nothing
  const task = () => `${known.nothing}.k1`
  const clientId = () => crypto.randomUUID()
  const about = (field: string, args: Record<string, string>, more: Record<string, unknown> = {}): Attacked => ({
    ...{ field, selection, args: { id: 'ID!', ...args } },
    valid: () => ({ id: nothing(), ...more }),
  })
  return {
    mutations: [
      {
        ...{ field: 'openTicket', selection, args: { input: 'OpenTicketInput!' } },
        valid: () => ({
          input: {
            ...{ flowId: nothing(), title: 'A desk', form: { why: 'It broke', rows: [{ n: 1 }] } },
            ...{ draft: false, copyTo: [known.user], clientId: clientId() },
          },
        }),
      },
      {
        ...{ field: 'decide', selection, args: { input: 'DecideInput!' } },
        valid: () => ({
          input: {
            ...{ taskId: task(), decision: 'TRANSFER', comment: reason, round: 1 },
            ...{ userIds: [known.user], clientId: clientId() },
          },
        }),
      },
      {
        ...{ field: 'commentOnTicket', selection, args: { input: 'CommentOnTicketInput!' } },
        valid: () => ({
          input: { ticketId: nothing(), text: 'Well', attachmentIds: [nothing()], clientId: clientId() },
        }),
      },
      {
        ...{ field: 'assignTask', selection, args: { input: 'AssignTaskInput!' } },
        valid: () => ({ input: { ticketId: nothing(), visitId: task(), userIds: [known.user], clientId: clientId() } }),
      },
      about('saveTicket', { title: 'String', form: 'JSON' }, { title: 'A desk', form: { why: 'It broke' } }),
      about('submitTicket', { clientId: 'String' }, { clientId: 'again' }),
      { ...about('removeTicket', {}), selection: '' },
      about('withdrawTicket', { reason: 'String' }, { reason }),
      about('cancelTicket', { reason: 'String!' }, { reason }),
      about('startTicketAction', {}, {}),
      about('revokeTicket', { reason: 'String!' }, { reason }),
      about('urgeTicket', {}),
      {
        ...{ field: 'copyTicket', selection, args: { id: 'ID!', userIds: '[ID!]!' } },
        valid: () => ({ id: nothing(), userIds: [known.user] }),
      },
      {
        ...{ field: 'addStandingDelegation', selection, args: { input: 'AddStandingDelegationInput!' } },
        valid: () => ({
          input: { delegateId: nothing(), startsAt: '2029-01-01T00:00:00Z', endsAt: '2029-01-02T00:00:00Z', reason },
        }),
        wrong: ['input.delegateId'],
      },
      about('revokeStandingDelegation', {}),
      {
        ...{ field: 'updateWorkingCalendar', args: { input: 'UpdateWorkingCalendarInput!' } },
        selection: '{ timeZone hours { days from to } days { date title works } }',
        valid: () => ({
          input: {
            ...{ timeZone: 'Asia/Shanghai', hours: [{ days: [1, 5], from: '09:00', to: '18:00' }] },
            days: [{ date: '2026-10-01', title: 'National Day', works: false }],
          },
        }),
      },
      {
        ...{ field: 'setLead', selection, args: { userId: 'ID!', leadId: 'ID' } },
        valid: () => ({ userId: nothing(), leadId: known.user }),
      },
    ],
    queries: [
      {
        ...{ field: 'tickets', selection: '{ totalCount }' },
        args: { first: 'Int', after: 'String', filter: 'TicketFilter' },
        valid: () => ({
          first: 10,
          filter: {
            scope: 'ALL',
            status: ['RUNNING'],
            flowId: nothing(),
            initiatorId: nothing(),
            search: 'desk',
            asksByPoll: true,
          },
        }),
      },
      { field: 'ticket', args: { id: 'ID!' }, selection, valid: () => ({ id: nothing() }) },
    ],
  }
}
