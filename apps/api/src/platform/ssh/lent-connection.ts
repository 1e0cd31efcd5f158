import { ConnectionLost } from '../../engine/errors.ts'
import type { RemoteConnection } from '../../engine/ports.ts'

/**
 * A connection whose user does not close it but gives it back: `giveBack` hears whether it may serve somebody else. Only one
 * over which everything went well may: what was cancelled, ran out of time or failed may still run, and whoever repairs a server
 * after a failure (groups, limits, variables) expects that the next try signs in anew.
 */
export function lendConnection(open: RemoteConnection, giveBack: (fit: boolean) => Promise<void>): RemoteConnection {
  let running = 0
  let fit = true
  let returned = false
  return {
    async run(script, options) {
      if (returned) throw new ConnectionLost('The connection was closed before the command started.')
      running += 1
      let ended = false
      try {
        const exit = await open.run(script, options)
        ended = exit.code === 0
        return exit
      } finally {
        running -= 1
        if (!ended) fit = false
      }
    },
    get alive() {
      return !returned && open.alive
    },
    async close() {
      if (returned) return
      returned = true
      await giveBack(fit && running === 0 && open.alive)
    },
  }
}
