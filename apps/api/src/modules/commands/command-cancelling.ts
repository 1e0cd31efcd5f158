import { conflict, forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { commandStream, runChanged } from './command.events.ts'
import { runIsOver } from './command.state.ts'
import type { CommandAccess } from './command-access.ts'
import { guardCommands } from './commands.policy.ts'
import type { CommandPorts } from './commands.ports.ts'
import type { CommandQueue } from './running/command-queue.ts'

/** How a run is ended before its time: what runs on servers is ended there, nothing more is begun. */
export const createCommandCancelling = (
  { log, bus }: Pick<CommandPorts, 'log' | 'bus'>,
  access: CommandAccess,
  queue: Pick<CommandQueue, 'endQueued'>,
) => ({
  /** By whoever ran it, or whoever may work on all of its servers. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT when it is over */
  async cancelCommand(viewer: Viewer, id: string): Promise<void> {
    guardCommands(viewer, 'cancelCommand')
    const allowed = isId(id) ? (await access.accessTo(viewer, [id])).get(id) : undefined
    if (!allowed) throw notFound('command')
    if (!allowed.cancels) throw forbidden('cancel this command', 'OPERATOR, or the right to work on all of its servers')
    await log.transaction(async (tx) => {
      await tx.db.$queryRaw`SELECT id FROM "CommandRun" WHERE id = ${id} FOR UPDATE`
      const run = await tx.db.commandRun.findUniqueOrThrow({ where: { id } })
      if (runIsOver(run.state)) throw conflict('This command is over already.', { state: run.state })
      if (run.state === 'CANCELLING') return
      if (run.state === 'QUEUED') return queue.endQueued(tx, id)
      await tx.db.commandRun.update({ where: { id }, data: { state: 'CANCELLING', cancelRequested: true } })
      await tx.append(commandStream(id), [runChanged('CANCELLING')])
      tx.afterCommit(() => bus.publish('commands', { runId: id }))
    })
  },
})
