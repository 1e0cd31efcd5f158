import { runCommand } from './commands/commands.ts'
import { readConfig, runProcess } from './process.ts'

const [command, ...args] = process.argv.slice(2)
if (command === undefined) await runProcess()
else await runCommand(command, args, readConfig)
