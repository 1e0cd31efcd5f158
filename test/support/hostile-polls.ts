import type { Attacked } from './attacked.ts'

let count = 0

export const knownPoll =
  'mutation { createPoll(input: { question: "known?", options: ["yes", "no"], multiple: true, open: true }) { id } }'
export const knownPollDraft = 'mutation { createPoll(input: { question: "draft?", options: ["yes", "no"] }) { id } }'
export const pollTables = ['Poll', 'PollBallot', 'PollParticipation', 'PollSecretBallot', 'PollShow', 'PollShowItem']

/** The mutations of polls with inputs that work, for the test that attacks each field alone. */
export const pollMutations = (known: Record<string, string>): Attacked[] => [
  {
    field: 'createPoll',
    args: { input: 'CreatePollInput!' },
    selection: '{ id question visibility }',
    valid: () => ({
      input: {
        question: `which ${++count}?`,
        options: ['one', 'two'],
        roomId: known.room,
        multiple: true,
        minChoices: 1,
        maxChoices: 2,
        changeable: true,
        visibility: 'ALWAYS',
        secrecy: 'NAMED',
        closesAt: new Date(Date.now() + 3600_000).toISOString(),
        open: false,
        clientId: `poll-${count}`,
      },
    }),
  },
  {
    field: 'updatePoll',
    args: { id: 'ID!', input: 'UpdatePollInput!' },
    selection: '{ id question }',
    valid: () => ({
      id: known.pollDraft,
      input: {
        question: `which ${++count}?`,
        options: ['one', 'two'],
        roomId: known.room,
        multiple: true,
        minChoices: 1,
        maxChoices: 2,
        changeable: true,
        visibility: 'ALWAYS',
        secrecy: 'NAMED',
        closesAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    }),
  },
  {
    field: 'createPollShow',
    args: { input: 'CreatePollShowInput!' },
    selection: '{ id }',
    valid: () => ({ input: { title: 'show', pollIds: [known.poll], covers: true, clientId: `show-${++count}` } }),
  },
  {
    field: 'updatePollShow',
    args: { id: 'ID!', input: 'UpdatePollShowInput!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing, input: { title: 'show', pollIds: [known.poll], covers: true } }),
  },
  { field: 'removePollShow', args: { id: 'ID!' }, selection: '', valid: () => ({ id: known.nothing }) },
  {
    field: 'stagePoll',
    args: { showId: 'ID!', pollId: 'ID' },
    selection: '{ id }',
    valid: () => ({ showId: known.nothing, pollId: known.poll }),
  },
  {
    field: 'revealPoll',
    args: { showId: 'ID!', revealed: 'Boolean!' },
    selection: '{ id }',
    valid: () => ({ showId: known.nothing, revealed: true }),
  },
  { field: 'removePoll', args: { id: 'ID!' }, selection: '', valid: () => ({ id: known.nothing }) },
  ...['openPoll', 'pausePoll', 'closePoll'].map((field) => ({
    field,
    args: { id: 'ID!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing }),
  })),
  {
    field: 'vote',
    args: { pollId: 'ID!', optionIds: '[ID!]!' },
    selection: '{ id }',
    valid: () => ({ pollId: known.poll, optionIds: [known.nothing, known.server] }),
  },
]

/** The queries of polls. */
export const pollQueries = (known: Record<string, string>): Attacked[] => [
  { field: 'poll', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  { field: 'pollShow', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'pollShows',
    args: { first: 'Int', after: 'String' },
    selection: '{ nodes { id } }',
    valid: () => ({ first: 5 }),
  },
  { field: 'pollByCode', args: { code: 'String!' }, selection: '{ id }', valid: () => ({ code: 'abcdefg' }) },
  {
    field: 'polls',
    args: { first: 'Int', after: 'String', filter: 'PollFilter' },
    selection: '{ nodes { id } }',
    valid: () => ({ first: 5, filter: { states: ['OPEN'], roomId: known.room, mine: true, search: 'which' } }),
  },
]
