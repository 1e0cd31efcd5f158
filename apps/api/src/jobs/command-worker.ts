import type { CommandQueue } from '../modules/commands/running/command-queue.ts'
import type { Bus } from '../platform/bus/bus.ts'
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
  let stopping = false
  let looking: Promise<void> | null = null
  let lookAgain = false
  let poll: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined

  async function takeAll(): Promise<void> {
    do {
      lookAgain = false
      await queue.giveUpLost()
      while (!stopping && running.size < parallel) {
        const order = await queue.claim(owner)
        if (!order) break
        const id = order.run.id
        const run = beginCommand(order, options)
        running.set(id, run)
        void run.done
          .catch((error: unknown) => report(error, `Command ${id} broke off`))
          .then(() => {
            running.delete(id)
            look()
          })
      }
    } while (lookAgain && !stopping)
  }

  function look(): void {
    lookAgain = true
    if (stopping || looking) return
    looking = takeAll()
      .catch((error: unknown) => report(error, 'Looking for commands'))
      .finally(() => {
        looking = null
      })
  }

  return {
    async start() {
      unsubscribe = await bus.subscribe('commands', ({ runId }) => {
        running.get(runId)?.look()
        look()
      })
      poll = setInterval(look, pollMs)
      look()
    },

    async stop(graceMs) {
      stopping = true
      clearInterval(poll)
      await looking
      const ended = () => Promise.allSettled([...running.values()].map(({ done }) => done))
      let timer: NodeJS.Timeout | undefined
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs)
      })
      await Promise.race([ended(), grace])
      clearTimeout(timer)
      for (const run of running.values()) run.stop()
      await ended()
      unsubscribe?.()
    },
  }
}
