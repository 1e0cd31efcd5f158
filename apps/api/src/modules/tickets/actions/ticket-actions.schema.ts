import { builder } from '../../../graphql/builder.ts'
import { viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import type { FlowAction as Action } from '../../flows/flow.definition.ts'
import { FlowAction } from '../../flows/flow-action.schema.ts'
import { actionOf } from '../machine/reads/reached-end.ts'
import { standing, standingOf } from '../ticket-standing.ts'
import { mayStart } from '../tickets.policy.ts'
import { Ticket } from '../tickets.schema.ts'
import type { ServerResult } from './action.ports.ts'

const TicketActionState = builder.enumType('TicketActionState', {
  description: 'How far what a ticket is for has come.',
  values: {
    QUEUED: { description: 'A worker begins it soon.' },
    RUNNING: { description: 'A worker is at it.' },
    SUCCEEDED: { description: 'Done.' },
    FAILED: { description: 'It failed, or nobody knows what became of it; it is not tried again.' },
  } as const,
})

const TicketActionFailure = builder.enumType('TicketActionFailure', {
  description: 'Why what a ticket was for failed.',
  values: {
    ENVIRONMENT_GONE: { description: 'The environment to which it grants access is gone.' },
    INITIATOR_IS_VIEWER: { description: 'Whoever opened the ticket is a VIEWER, who ships nothing.' },
    HOOK_GONE: { description: 'The hook that it calls is gone.' },
    HOOK_OFF: { description: 'The hook that it calls is switched off.' },
    SERVER_GONE: { description: 'A server on which it was to run is gone. It ran nowhere.' },
    COMMAND_FAILED: { description: 'The command did not succeed on every server: see `results`.' },
    WORKER_LOST: { description: 'The worker that ran it was lost: nobody knows what became of it on the servers.' },
  } as const,
})

const TicketActionProblem = builder.enumType('TicketActionProblem', {
  description: 'Why a command did not end by itself.',
  values: {
    TIMED_OUT: { description: 'It took longer than it may, and was ended.' },
    SIGNAL: { description: 'A signal ended it.' },
    CONNECTION: { description: 'The server was not reached, or went away while it ran.' },
  } as const,
})

const TicketActionResult = builder.objectRef<ServerResult>('TicketActionResult').implement({
  description: 'How a command ended on one server.',
  fields: (t) => ({
    serverId: t.exposeID('serverId', { description: 'Of the server; it may be gone since.' }),
    name: t.exposeString('name', { description: 'Of the server, then.' }),
    code: t.exposeInt('code', { nullable: true, description: 'Its exit code; null: it did not end by itself.' }),
    output: t.exposeString('output', {
      description: 'What it printed, both streams together; at most the last 64 KB.',
    }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why it did not end by itself.' }),
    problemKind: t.field({
      type: TicketActionProblem,
      nullable: true,
      description: 'The same, for programs; null as well where the problem is older than this field.',
      resolve: ({ problemKind }) => problemKind ?? null,
    }),
  }),
})

builder.prismaObject('TicketAction', {
  description: 'What a ticket did once it was approved. It was used up by it.',
  fields: (t) => ({
    action: t.field({
      type: FlowAction,
      description: 'What.',
      resolve: ({ action }) => action as unknown as Action,
    }),
    state: t.expose('state', { type: TicketActionState, description: 'How far it has come.' }),
    startedBy: t.prismaField({
      type: 'User',
      nullable: true,
      description: 'Who started it; null: it started by itself.',
      resolve: (query, { startedById }, _args, { services }) =>
        startedById === null
          ? null
          : services.database.prisma.user.findUnique({ ...query, where: { id: startedById } }),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it was over.' }),
    message: t.exposeString('message', { nullable: true, description: 'What came of it.' }),
    failure: t.expose('failure', {
      type: TicketActionFailure,
      nullable: true,
      description: 'Why it failed; null: it did not, or the failure is older than this field.',
    }),
    results: t.field({
      type: [TicketActionResult],
      description: 'Of a command: server by server, by name, once it is over.',
      resolve: ({ results }) => results as unknown as ServerResult[],
    }),
  }),
})

builder.prismaObjectFields(Ticket, (t) => ({
  action: t.relation('action', { nullable: true, description: 'What it did; null: nothing yet.' }),
  nextAction: t.field({
    type: FlowAction,
    nullable: true,
    description: 'What it is for, once it is approved and as long as it was not used.',
    select: standing,
    resolve: (ticket) => {
      const { definition, state } = standingOf(ticket)
      return state.status === 'APPROVED' ? actionOf(definition, state) : null
    },
  }),
  mayStart: t.boolean({
    description: 'You may start what it is for.',
    select: standing,
    resolve: (ticket, _args, context) => {
      const { definition, state } = standingOf(ticket)
      const action = actionOf(definition, state)
      const due = state.status === 'APPROVED' && action !== null && action.kind !== 'START_RELEASE'
      return due && mayStart(viewerOf(context), ticket.initiatorId, state)
    },
  }),
}))

builder.mutationField('startTicketAction', (t) =>
  t.prismaField({
    type: modelType('Ticket'),
    description: 'Does what an approved ticket is for, once. By whoever opened or approved it, or an OPERATOR.',
    args: { id: t.arg.id({ required: true, description: 'Of the ticket.' }) },
    resolve: async (query, _root, { id }, context) => {
      await context.services.ticketActions.startTicketAction(viewerOf(context), id)
      return context.services.database.prisma.ticket.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
)
