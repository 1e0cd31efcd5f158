import { text } from '../../../shared/i18n/i18n.ts'
import { type Command, commandNames, usages } from '../commands.ts'
import { askPoll } from './ask-poll.ts'
import { type CommandContext, type CommandResult, done, refused } from './command-result.ts'
import { goBack, ship } from './ship.ts'
import { tellStatus } from './tell-status.ts'

function tellWho({ online }: CommandContext): CommandResult {
  const names = online().map(({ displayName }) => displayName)
  return done({ text: text('command.who', { n: names.length, names: names.join(', ') }) })
}

const tellHelp = () =>
  done(...commandNames.map((name) => ({ text: `${usages[name]}: ${text(`commandHelp.${name}`)}` })))

/** Does what a command says. Never rejects; text that is no command is the caller's to send. */
export async function runCommand(
  command: Exclude<Command, { kind: 'say' }>,
  context: CommandContext,
): Promise<CommandResult> {
  switch (command.kind) {
    case 'release':
      return ship(command, context)
    case 'rollback':
      return goBack(command, context)
    case 'status':
      return tellStatus(command.project, context)
    case 'poll':
      return askPoll(command, context)
    case 'who':
      return tellWho(context)
    case 'help':
      return tellHelp()
    case 'unknown':
      return refused(text('command.unknown', { name: command.name }))
    case 'incomplete':
      return refused(text('command.incomplete', { usage: command.usage }))
  }
}
