import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import type { GoNoGo as Asked, GoNoGoBallot as Ballot } from './machine/reads/go-no-go.ts'
import { outerId } from './ticket-rows.ts'
import type { TicketStanding } from './ticket-standing.ts'

const User = modelType('User')

const GoNoGoState = builder.enumType('GoNoGoState', {
  description: 'How a go / no-go stands.',
  values: {
    OPEN: { description: 'People are asked.' },
    HELD: { description: 'Too few are left who may decide: people must be named.' },
    GO: { description: 'The step was passed.' },
    NO_GO: { description: 'The step was failed, and the ticket with it; or its time was over.' },
    VOID: { description: 'It ended without an outcome, or its outcome counts no more.' },
  } as const,
})

const GoNoGoVote = builder.enumType('GoNoGoVote', {
  description: 'What somebody says.',
  values: { GO: { description: 'They approve.' }, NO_GO: { description: 'They reject.' } } as const,
})

const GoNoGoVoice = builder.enumType('GoNoGoVoice', {
  description: 'For what a vote counts.',
  values: {
    VOTE: { description: 'One of those whose approvals the rule counts.' },
    OBJECTION: { description: 'Asked only whether they object: a GO counts nothing, a NO_GO ends it.' },
    CASTING: { description: 'Asked because the time was over: one word decides.' },
  } as const,
})

const GoNoGoBallot = builder.objectRef<Ballot>('GoNoGoBallot').implement({
  description: 'One vote. A person has one, however many sign for it.',
  fields: (t) => ({
    user: t.field({
      type: User,
      description: 'Whose vote it is.',
      resolve: ({ userId }, _args, { services }) => services.accounts.person(userId),
    }),
    voice: t.field({ type: GoNoGoVoice, description: 'For what it counts.', resolve: ({ voice }) => voice }),
    veto: t.exposeBoolean('veto', { description: 'A NO_GO of theirs ends it, whatever the rule.' }),
    vote: t.field({
      type: GoNoGoVote,
      nullable: true,
      description: 'What was said; null: nothing yet, or not by all who sign.',
      resolve: ({ vote }) => vote,
    }),
    asked: t.field({
      type: [User],
      description: 'Who can say it now: usually whose vote it is, else who acts for them or signs with them.',
      resolve: ({ askedIds }, _args, { services }) => Promise.all(askedIds.map((id) => services.accounts.person(id))),
    }),
    by: t.field({
      type: User,
      nullable: true,
      description: 'Who said it.',
      resolve: ({ byUserId }, _args, { services }) => (byUserId === null ? null : services.accounts.person(byUserId)),
    }),
    at: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When.',
      resolve: ({ at }) => (at === null ? null : new Date(at)),
    }),
    comment: t.exposeString('comment', { description: 'What they said with it.' }),
  }),
})

/** A poll with the ticket that it is read from. */
export type GoNoGoOf = Asked & { of: TicketStanding }

export const GoNoGo = builder.objectRef<GoNoGoOf>('GoNoGo').implement({
  description:
    'A step that asks by poll. It is read from the ticket, which alone decides: a vote is given with `decide`, APPROVE or REJECT.',
  fields: (t) => ({
    visitId: t.id({ description: 'Of the stay at the step.', resolve: ({ of, visitId }) => outerId(of.id, visitId) }),
    nodeId: t.exposeID('nodeId', { description: 'Of the step in the flow.' }),
    round: t.exposeInt('round', { description: 'In which it is asked.' }),
    state: t.field({ type: GoNoGoState, description: 'How it stands.', resolve: ({ state }) => state }),
    why: t.string({
      nullable: true,
      description: 'Of GO and NO_GO: RULE_MET, OUT_OF_REACH, REJECTED, VETOED, ESCALATED or DEADLINE. More may come.',
      resolve: ({ why }) => why,
    }),
    openedAt: t.field({
      type: 'DateTime',
      description: 'Since when people are asked.',
      resolve: ({ openedAt }) => new Date(openedAt),
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: ({ endedAt }) => (endedAt === null ? null : new Date(endedAt)),
    }),
    closesAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its time is over, and others are asked or it is a NO_GO; null: never, or it has ended.',
      resolve: ({ closesAt }) => (closesAt === null ? null : new Date(closesAt)),
    }),
    at: t.field({
      type: 'DateTime',
      description: 'What time it is by the clock by which `closesAt` is judged.',
      resolve: (_asked, _args, { services }) => databaseNow(services.database.prisma),
    }),
    need: t.int({ description: 'How many GO it needs.', resolve: ({ need }) => need.need }),
    given: t.int({ description: 'How many of them are there.', resolve: ({ need }) => need.given }),
    possible: t.int({ description: 'How many there could still be at most.', resolve: ({ need }) => need.possible }),
    people: t.int({ description: 'How many votes the rule counts: n.', resolve: ({ need }) => need.people }),
    ballots: t.field({
      type: [GoNoGoBallot],
      description: 'Who is asked, in the order in which they were, and what they said.',
      resolve: ({ ballots }) => ballots,
    }),
  }),
})
