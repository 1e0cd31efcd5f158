import type { CommandQueue } from '../modules/commands/running/command-queue.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { createLooking, endAll } from './looking.ts'
import { beginCommand, type RunCommandPorts, type RunningCommand } from './run-command.ts'

export interface CommandWorkerOptions extends Omit<RunCommandPorts, 'queue'> {
  /** Names this process in leases; never the same twice. */
  owner: string
  queue: Pick<CommandQueue, 'claim' | 'renew' | 'conclude' | 'giveUpLost'>
  bus: Bus
  /** How many runs at once. */
  parallel?: number
  /** A lost hint costs at most this, in ms. */
  pollMs?: number
  report(error: unknown, what: string): void
}

export interface CommandWorker {
  start(): Promise<void>
  /** Takes nothing more; what still runs after `graceMs` is ended. */
  stop(graceMs: number): Promise<void>
}

/** Takes commands from the table of runs and runs them, several at once: each once, however many processes do so. */
export function createCommandWorker(options: CommandWorkerOptions): CommandWorker {
  const { owner, queue, bus, parallel = 8, pollMs = 1_000, report } = options
  const running = new Map<string, RunningCommand>()
  let unsubscribe: (() => void) | undefined
  const looking = createLooking({ work: takeAll, what: 'Looking for commands', report, everyMs: pollMs })

  async function takeAll(): Promise<void> {
    await queue.giveUpLost()
    while (!looking.isStopping() && running.size < parallel) {
      const order = await queue.claim(owner)
      if (!order) break
      const id = order.run.id
      const run = beginCommand(order, options)
      running.set(id, run)
      void run.done
        .catch((error: unknown) => report(error, `Command ${id} broke off`))
        .then(() => {
          running.delete(id)
          looking.look()
        })
    }
  }

  return {
    async start() {
      unsubscribe = await bus.subscribe('commands', ({ runId }) => {
        running.get(runId)?.look()
        looking.look()
      })
      looking.start()
    },

    async stop(graceMs) {
      await looking.stop()
      await endAll(running, graceMs, (run) => run.stop())
      unsubscribe?.()
    },
  }
}
