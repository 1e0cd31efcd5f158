import { createCommandAccess } from './command-access.ts'
import { createCommandAdmission } from './command-admission.ts'
import { createCommandCancelling } from './command-cancelling.ts'
import { createCommandReading } from './command-reading.ts'
import type { CommandPorts } from './commands.ports.ts'
import { createOutputClearing } from './output-clearing.ts'
import { createCommandQueue } from './running/command-queue.ts'
import { createCommandTemplates } from './templates/command-templates.ts'

/** Commands on many servers: asked for, run once on each, followed live, and remembered. */
export function createCommands(ports: CommandPorts) {
  const access = createCommandAccess(ports)
  const queue = createCommandQueue(ports)
  return {
    ...createCommandAdmission(ports),
    ...createCommandReading(ports, access),
    ...createCommandCancelling(ports, access, queue),
    ...createCommandTemplates(ports),
    ...createOutputClearing(ports),
    /** For workers. */
    queue,
    mayGoOn: access.mayGoOn,
  }
}

export type Commands = ReturnType<typeof createCommands>
