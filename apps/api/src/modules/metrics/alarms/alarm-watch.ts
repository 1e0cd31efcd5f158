import type { StoredMonitoring } from '../../../platform/bus/bus.ts'
import { figureOf, type Values } from '../series.ts'
import type { AlarmKeeping, LiveRule } from './alarm-keeping.ts'
import { judge, quiet, type Run, ringing } from './judgement.ts'

interface WatchedServer {
  serverId: string
  labels: readonly string[]
}

/** What was just stored of a server. `values`: null when it could not be sampled. */
export interface Seen extends Pick<StoredMonitoring, 'serverId' | 'state'> {
  values: Values | null
}

/** Judges what a worker sees of its servers by the rules, and says what begins and ends. */
export function createAlarmWatch(keeping: AlarmKeeping, options: { gapMs: number; report(error: unknown): void }) {
  const runs = new Map<string, Run & { quietUntil: number }>()
  let rules: LiveRule[] = []
  let labels = new Map<string, readonly string[]>()

  const concerns = ({ label }: LiveRule, serverId: string) =>
    labels.has(serverId) && (label === null || (labels.get(serverId)?.includes(label) ?? false))
  const nameOf = (rule: LiveRule, serverId: string) => `${rule.id} ${serverId}`

  async function settle(rule: LiveRule, { serverId, state, values }: Seen, now: number): Promise<void> {
    const name = nameOf(rule, serverId)
    const before = runs.get(name) ?? { ...quiet, quietUntil: 0 }
    const value = values ? figureOf(values, rule.key) : undefined
    const { run, verdict } = judge(before, rule, { at: now, down: state === 'DOWN', value }, options.gapMs)
    const keep = (known: Run, quietUntil = before.quietUntil) => runs.set(name, { ...known, quietUntil })
    if (verdict === null) return void keep(run)
    // Until the quiet time is over, or when it could not be written, the run stays as it was and is judged again.
    if (verdict === 'BEGINS' && now < before.quietUntil) return
    if (verdict === 'ENDS') {
      await keeping.end(rule.id, serverId)
      return void keep(run)
    }
    const begun = await keeping.begin(rule.id, serverId, value ?? null)
    if (begun === 'BEGUN' || begun === 'KNOWN') keep(run)
    else if (begun !== 'LOST') keep(before, now + begun.quietForMs)
  }

  return {
    /** These are the servers from now on; what is known of others is forgotten. */
    async lookUp(servers: readonly WatchedServer[]): Promise<void> {
      const serverIds = servers.map(({ serverId }) => serverId)
      rules = await keeping.rules(serverIds)
      labels = new Map(servers.map((server) => [server.serverId, server.labels]))
      const names = new Set<string>()
      for (const rule of rules) {
        const rings = new Set(rule.ringing)
        for (const serverId of serverIds) {
          const name = nameOf(rule, serverId)
          const run = runs.get(name)
          if (concerns(rule, serverId) || rings.has(serverId)) names.add(name)
          // Somebody else began or ended it: a worker before this one, whoever paused the server or changed the rule.
          if (rings.has(serverId) !== (run?.on ?? false)) {
            runs.set(name, { ...(rings.has(serverId) ? ringing : quiet), quietUntil: run?.quietUntil ?? 0 })
          }
        }
      }
      for (const name of runs.keys()) if (!names.has(name)) runs.delete(name)
    },

    /** Judges what was stored just now. Never throws: what could not be written is judged again with the next sample. */
    async see(seen: readonly Seen[], now = performance.now()): Promise<void> {
      for (const server of seen) {
        for (const rule of rules) {
          const rings = runs.get(nameOf(rule, server.serverId))?.on
          if (concerns(rule, server.serverId)) await settle(rule, server, now).catch(options.report)
          // It lost the label: whatever it says, the rule is not about it any more.
          else if (rings) await keeping.end(rule.id, server.serverId).catch(options.report)
        }
      }
    },
  }
}

export type AlarmWatch = ReturnType<typeof createAlarmWatch>
