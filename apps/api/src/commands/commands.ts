import type { Config } from '../config.ts'
import { backUp } from './backup.ts'
import { reseal } from './reseal.ts'
import { restored } from './restored.ts'
import { verify } from './verify.ts'

interface Command {
  usage: string
  /** Resolves with what to say at the end. */
  run(config: Config, args: string[]): Promise<string>
}

/** What the operator may do besides running the product. */
export const commands: Record<string, Command> = {
  reseal: { usage: 'reseal', run: reseal },
  restored: { usage: 'restored', run: restored },
  verify: { usage: 'verify', run: verify },
  backup: { usage: 'backup <file>', run: backUp },
}

/** Runs one command; what went wrong is said in a sentence, and the process ends with 1. */
export async function runCommand(name: string, args: string[], readConfig: () => Config): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (!command) {
      const known = Object.values(commands).map(({ usage }) => usage)
      throw new Error(`Unknown command "${name}". There are: ${known.join(', ')}; without one, Sendoff starts.`)
    }
    process.stdout.write(`${await command.run(readConfig(), args)}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
