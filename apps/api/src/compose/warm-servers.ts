import { ACTIVITY_STREAM } from '../modules/activity/activity.events.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { createWarmShell, type WarmShellOptions } from '../platform/ssh/warm-shell.ts'

const concernsServers = ({ kind }: { kind: string }) => /^(server|credential)\./.test(kind)

/** A worker's way to servers: connections stay open for a while, unless what they were made with changes. */
export function openWarmServers(bus: Bus, options: WarmShellOptions) {
  const remote = createWarmShell(options)
  const endings: (() => void)[] = []
  return {
    remote,
    async start() {
      const look = () => void remote.look()
      endings.push(
        await bus.subscribe(`stream:${ACTIVITY_STREAM}`, ({ events }) => {
          // Without events it was too much to travel, and may hold anything.
          if (events.length === 0 || events.some(concernsServers)) look()
        }),
        bus.onInterruption(look),
      )
    },
    async stop() {
      for (const end of endings.splice(0)) end()
      await remote.close()
    },
  }
}
