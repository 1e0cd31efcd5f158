export const command = {
  title: 'Answer to your command',
  onlyYou: 'Only you see this',
  running: 'Working on it …',
  suggestion: 'command',
  dismiss: 'Dismiss the answer',
  unknown: 'There is no command /{name}. /help lists all of them.',
  incomplete: 'Write it so: {usage}',
  noProject: 'There is no project “{name}”.',
  noEnvironment: '{project} has no environment “{name}”.',
  ambiguous: '“{name}” may be one of several: {choices}. Write it exactly.',
  near: 'Did you mean {choices}?',
  choices: 'There are {choices}.',
  releaseAsk: 'Release {revision} of {project} to {environment}?',
  releaseText: 'This is production, on {servers}. Live now: {live}.',
  releaseOf: '#{number} ({revision})',
  nothing: 'nothing',
  started: 'Release #{number} was created. Its card is in the room of its project.',
  dropped: 'Nothing was done.',
  live: '{where}: {release} is live',
  nothingLive: '{where}: nothing is live',
  under: '{where}: {release}',
  locked: '{where}: locked, {reason} {by}',
  noEnvironments: 'There is no environment yet.',
  more: '… and {n} more',
  who: 'Nobody is here. | One person is here: {names} | {n} people are here: {names}',
} as const

export const commandHelp = {
  release: 'ships a branch, a tag or a commit',
  rollback: 'puts back what was live before',
  status: 'tells what is live, what runs and what is locked',
  poll: 'asks the room; the options stand behind the question, with | between them',
  who: 'tells who is in the room right now',
  help: 'lists the commands; two slashes begin a message that starts with one',
} as const

export const thread = {
  title: 'Thread',
  empty: 'Nobody has said anything about this release yet.',
  write: 'Write about this release …',
  send: 'Send',
  inRoom: 'In the room',
  room: 'Room',
  join: 'Join the room to read and write here',
  older: 'Show older replies',
  deleted: 'deleted',
  edited: 'edited',
  lost: 'The thread could not be read.',
} as const

export const cancelChoice = {
  title: 'Servers that were already switched',
  keep: 'keep the new release',
  rollBack: 'go back to what they had',
} as const
