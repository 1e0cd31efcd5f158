import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { modelType } from '../../graphql/model-type.ts'
import { StreamEvent } from '../../graphql/stream-event.ts'
import { filesOfChange, peopleOfChange, textOfChange } from './ticket.events.ts'
import { TicketStatus, TicketTaskStatus, TicketTimerKind } from './ticket-enums.schema.ts'
import { filesById, TicketFile } from './ticket-files.schema.ts'
import type { TicketNews } from './ticket-following.ts'
import { outerId } from './ticket-rows.ts'

const User = modelType('User')
const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

const ticketIdOf = ({ streamId }: TicketNews) => streamId.slice('ticket:'.length)

export const TicketEvent = builder.objectRef<TicketNews>('TicketEvent').implement({
  description: 'A line of the history of a ticket: something happened to it.',
  interfaces: [StreamEvent],
  fields: (t) => ({
    kind: t.exposeString(
      'kind',
      shared({
        description:
          'OPENED, SUBMITTED, TOKENS_MOVED, NODE_ENTERED, NOTIFIED, TASK_CHANGED, TASKS_ADDED, PEOPLE_ASSIGNED, NODE_HELD, NODE_DECIDED, TIMER_FIRED, ESCALATED, SENT_BACK, STARTED_OVER, ENDED, CONSUMED, COMMENTED, URGED, COPIED, or `heartbeat` (no news: `seq` is the head of the stream).',
      }),
    ),
    by: t.field({
      type: User,
      nullable: true,
      extensions: broadcastable,
      description: 'Who did it; null: a rule, a deadline or Sendoff.',
      resolve: ({ payload }, _args, { services }) => {
        const userId = payload?.change.byUserId ?? null
        return userId === null ? null : services.accounts.person(userId)
      },
    }),
    nodeId: t.id(
      shared({
        nullable: true,
        description: 'The step at which it happened; null: it is about the whole ticket.',
        resolve: ({ payload }: TicketNews) => payload?.nodeId ?? null,
      }),
    ),
    ticketStatus: t.field({
      type: TicketStatus,
      extensions: broadcastable,
      description: 'Where the ticket stood then.',
      // A heartbeat is made by the cursor and knows nothing; it is asked for once per quiet spell.
      resolve: async (event, _args, { services }) =>
        event.payload?.status ?? (await services.tickets.standingOf(event.streamId)).status,
    }),
    round: t.int({
      extensions: broadcastable,
      description: 'The round then.',
      resolve: async (event, _args, { services }) =>
        event.payload?.round ?? (await services.tickets.standingOf(event.streamId)).round,
    }),
    message: t.string(
      shared({
        description: 'What happened, in a sentence of English, with the names of that day. Empty on a heartbeat.',
        resolve: ({ payload }: TicketNews) => payload?.message ?? '',
      }),
    ),
    people: t.field({
      type: [User],
      extensions: broadcastable,
      description: 'Whom it concerns: who was asked, told, urged, reminded, or whose task it was.',
      resolve: ({ payload }, _args, { services }) =>
        Promise.all(peopleOfChange(payload).map((id) => services.accounts.person(id))),
    }),
    taskId: t.id(
      shared({
        nullable: true,
        description: 'Of the task, on TASK_CHANGED.',
        resolve: (event: TicketNews) =>
          event.payload?.change.kind === 'TASK_CHANGED'
            ? outerId(ticketIdOf(event), event.payload.change.taskId)
            : null,
      }),
    ),
    taskStatus: t.field({
      type: TicketTaskStatus,
      nullable: true,
      extensions: broadcastable,
      description: 'How that task stands since.',
      resolve: ({ payload }) => (payload?.change.kind === 'TASK_CHANGED' ? payload.change.status : null),
    }),
    outcome: t.string(
      shared({
        nullable: true,
        description: 'On NODE_DECIDED: PASSED, FAILED or CLOSED.',
        resolve: ({ payload }: TicketNews) => (payload?.change.kind === 'NODE_DECIDED' ? payload.change.outcome : null),
      }),
    ),
    why: t.string(
      shared({
        nullable: true,
        description: 'On NODE_DECIDED: RULE_MET, OUT_OF_REACH, REJECTED, VETOED, DEADLINE, SENT_BACK or TICKET_ENDED.',
        resolve: ({ payload }: TicketNews) => (payload?.change.kind === 'NODE_DECIDED' ? payload.change.why : null),
      }),
    ),
    timer: t.field({
      type: TicketTimerKind,
      nullable: true,
      extensions: broadcastable,
      description: 'On TIMER_FIRED: which.',
      resolve: ({ payload }) => (payload?.change.kind === 'TIMER_FIRED' ? payload.change.timer : null),
    }),
    text: t.string(
      shared({
        nullable: true,
        description: 'What somebody wrote with it: a comment, a reason, the message of a step.',
        resolve: ({ payload }: TicketNews) => textOfChange(payload),
      }),
    ),
    files: t.field({
      type: [TicketFile],
      extensions: broadcastable,
      description: 'On COMMENTED: the files that came with it.',
      resolve: async ({ payload }, _args, context) => {
        const found = await Promise.all(filesOfChange(payload).map((id) => filesById.load(context, id)))
        return found.filter((file) => file !== undefined)
      },
    }),
    hash: t.string(
      shared({
        description:
          'SHA-256 over the hash of the line before and this line (see docs/tickets.md). Empty on a heartbeat.',
        resolve: ({ payload }: TicketNews) => payload?.hash ?? '',
      }),
    ),
  }),
})

builder.subscriptionField('ticketEvents', (t) =>
  t.field({
    type: TicketEvent,
    description: 'What happens to a ticket, without a gap. Ends when you may no longer see it.',
    args: {
      ticketId: t.arg.id({ required: true, description: 'Of the ticket.' }),
      after: t.arg.int({
        description:
          'The last seq that you have; 0 = from the beginning; null = from now, and a heartbeat tells the head at once.',
      }),
    },
    extensions: broadcastable,
    subscribe: (_root, { ticketId, after }, context) =>
      context.services.tickets.followTicket(viewerOf(context), ticketId, {
        after: after ?? null,
        signal: context.signal,
      }),
    resolve: (event) => event,
  }),
)
