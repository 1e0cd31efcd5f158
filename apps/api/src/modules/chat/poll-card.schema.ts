import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { PollSecrecy, PollState, PollVisibility } from '../polls/poll-enums.schema.ts'
import { PollCountType, PollOptionType } from '../polls/poll-numbers.schema.ts'
import type { PollCardState } from './room.events.ts'

const User = modelType('User')

const mostChoices = ({ multiple, maxChoices, options }: PollCardState) =>
  multiple ? (maxChoices ?? options.length) : 1

const time = (text: string | null) => (text === null ? null : new Date(text))
const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

export const PollCard = builder.objectRef<PollCardState>('PollCard').implement({
  description:
    'A poll, as it stood when its card last changed: with its state, not with each vote. Follow pollTally for the numbers.',
  fields: (t) => ({
    pollId: t.exposeID('pollId', shared({ description: 'Of the poll.' })),
    question: t.exposeString('question', shared({ description: 'What is asked.' })),
    options: t.field(
      shared({
        type: [PollOptionType],
        description: 'In their order.',
        resolve: (card: PollCardState) => card.options,
      }),
    ),
    multiple: t.exposeBoolean('multiple', shared({ description: 'One may choose several options.' })),
    changeable: t.exposeBoolean(
      'changeable',
      shared({ description: 'A vote may be changed and taken back while it is open.' }),
    ),
    visibility: t.field(
      shared({
        type: PollVisibility,
        description: 'Who may know the numbers.',
        resolve: (card: PollCardState) => card.visibility,
      }),
    ),
    secrecy: t.field(
      shared({
        type: PollSecrecy,
        description: 'Who may know what somebody voted.',
        resolve: (card: PollCardState) => card.secrecy ?? 'CONFIDENTIAL',
      }),
    ),
    minChoices: t.int(
      shared({
        description: 'How many options a ballot names at least.',
        resolve: (card: PollCardState) => card.minChoices ?? 1,
      }),
    ),
    maxChoices: t.int(
      shared({
        description: 'How many it may name.',
        resolve: (card: PollCardState) => mostChoices(card),
      }),
    ),
    state: t.field(
      shared({ type: PollState, description: 'Where it stands.', resolve: (card: PollCardState) => card.state }),
    ),
    createdBy: t.field({
      type: User,
      extensions: broadcastable,
      description: 'Who made it.',
      resolve: ({ createdById }, _args, { services }) => services.accounts.person(createdById),
    }),
    openedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it was first opened.',
        resolve: (card: PollCardState) => time(card.openedAt),
      }),
    ),
    closesAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it closes by itself.',
        resolve: (card: PollCardState) => time(card.closesAt),
      }),
    ),
    closedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it was closed.',
        resolve: (card: PollCardState) => time(card.closedAt),
      }),
    ),
    respondentCount: t.exposeInt(
      'respondentCount',
      shared({ nullable: true, description: 'How many voted; null until it is closed.' }),
    ),
    counts: t.field(
      shared({
        type: [PollCountType],
        nullable: true,
        description: 'The result, in the order of the options; null until it is closed.',
        resolve: (card: PollCardState) => card.counts,
      }),
    ),
  }),
})
