interface Attacked {
  field: string
  args: Record<string, string>
  selection: string
  valid(): Record<string, unknown>
}

let count = 0

export const knownPoll =
  'mutation { createPoll(input: { question: "known?", options: ["yes", "no"], multiple: true, open: true }) { id } }'
export const pollTables = ['Poll', 'PollBallot']

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
        changeable: true,
        visibility: 'ALWAYS',
        closesAt: new Date(Date.now() + 3600_000).toISOString(),
        open: false,
        clientId: `poll-${count}`,
      },
    }),
  },
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
]
