import { graphql } from '../../../graphql/tada.ts'
import { text } from '../../../shared/i18n/i18n.ts'
import type { Command } from '../commands.ts'
import { type CommandContext, type CommandResult, done, failed } from './command-result.ts'

const createPoll = graphql(
  `mutation CreatePollByCommand($input: CreatePollInput!) { createPoll(input: $input) { id } }`,
)

/** Asks the room. The card is the answer. */
export async function askPoll(
  { question, options }: Extract<Command, { kind: 'poll' }>,
  { ask, clientId, room }: CommandContext,
): Promise<CommandResult> {
  const input = { question, options, clientId, roomId: room.id, open: true }
  const answer = await ask(createPoll, { input })
  return 'failure' in answer ? failed(answer.failure, text('common.network')) : done()
}
