import { builder } from '../../graphql/builder.ts'
import { PollSecrecy, PollState, PollVisibility } from './poll-enums.schema.ts'

export const CreatePollInput = builder.inputType('CreatePollInput', {
  description: 'A poll to make.',
  fields: (t) => ({
    question: t.string({ required: true, description: 'At most 300 characters.' }),
    options: t.stringList({ required: true, description: '2 to 20 different ones, of at most 100 characters each.' }),
    roomId: t.id({ description: 'Asks the members of a room, and shows there as a card. Left out: everybody.' }),
    multiple: t.boolean({ description: 'One may choose several options. False if left out.' }),
    minChoices: t.int({ description: 'How many options a ballot names at least, if it is `multiple`. 1 if left out.' }),
    maxChoices: t.int({ description: 'How many it may name, if it is `multiple`. All if left out.' }),
    changeable: t.boolean({
      description: 'A vote may be changed and taken back. True if left out; a secret one never can.',
    }),
    visibility: t.field({
      type: PollVisibility,
      description: 'ALWAYS if left out; a secret poll tells its numbers AFTER_CLOSE.',
    }),
    secrecy: t.field({ type: PollSecrecy, description: 'CONFIDENTIAL if left out.' }),
    closesAt: t.field({ type: 'DateTime', description: 'When it closes by itself, at most a year ahead.' }),
    open: t.boolean({ description: 'Opens it at once. False if left out: it is a draft until openPoll.' }),
    clientId: t.string({
      description:
        'A name that you choose, such as a UUID: the same one again answers the poll made by the first call.',
    }),
  }),
})

export const UpdatePollInput = builder.inputType('UpdatePollInput', {
  description: 'What is to be different in a draft. What is left out stays.',
  fields: (t) => ({
    question: t.string({ description: 'At most 300 characters.' }),
    options: t.stringList({ description: 'All of them, in their order: 2 to 20. Those that stay keep their ids.' }),
    roomId: t.id({ description: 'Asks the members of a room; null: everybody.' }),
    multiple: t.boolean({ description: 'One may choose several options.' }),
    minChoices: t.int({ description: 'How many options a ballot names at least, if it is `multiple`.' }),
    maxChoices: t.int({ description: 'How many it may name, if it is `multiple`; null: all.' }),
    changeable: t.boolean({ description: 'A vote may be changed and taken back.' }),
    visibility: t.field({ type: PollVisibility, description: 'Who may know the numbers while it is open.' }),
    secrecy: t.field({ type: PollSecrecy, description: 'Who may know what somebody voted.' }),
    closesAt: t.field({ type: 'DateTime', description: 'When it closes by itself; null: never.' }),
  }),
})

export const PollFilter = builder.inputType('PollFilter', {
  description: 'Which polls, of those that you may see.',
  fields: (t) => ({
    states: t.field({ type: [PollState], description: 'In one of these states; all if left out.' }),
    roomId: t.id({ description: 'Of this room.' }),
    mine: t.boolean({ description: 'Only those that you made.' }),
    search: t.string({ description: 'Words of the question.' }),
  }),
})
