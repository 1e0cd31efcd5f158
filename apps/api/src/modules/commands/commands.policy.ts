import { guardOf, type Rights } from '../kernel/rights.ts'

/** What each operation needs at least. Running, reading the output and cancelling also need the right to work on the servers. */
export const commandRights = {
  commandRuns: { needs: 'VIEWER', doWhat: 'see commands' },
  commandRun: { needs: 'VIEWER', doWhat: 'see commands' },
  commandOutput: { needs: 'VIEWER', doWhat: 'see commands' },
  runCommand: { needs: 'DEVELOPER', doWhat: 'run commands' },
  cancelCommand: { needs: 'DEVELOPER', doWhat: 'cancel commands' },
  commandTemplates: { needs: 'VIEWER', doWhat: 'see templates of commands' },
  addCommandTemplate: { needs: 'OPERATOR', doWhat: 'add templates of commands' },
  updateCommandTemplate: { needs: 'OPERATOR', doWhat: 'change templates of commands' },
  removeCommandTemplate: { needs: 'OPERATOR', doWhat: 'remove templates of commands' },
} satisfies Rights

export const guardCommands = guardOf(commandRights)
