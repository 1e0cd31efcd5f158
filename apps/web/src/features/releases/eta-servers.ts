import type { Release } from './operations.ts'

/** An amount of servers ("3") or a share of all of them ("25%", rounded down); never nobody. */
const amountOf = (amount: string, total: number) =>
  Math.max(1, amount.endsWith('%') ? Math.floor((total * Number.parseInt(amount, 10)) / 100) : Number(amount))

/** When the last lane ends, if so many run at once and each goes to whoever is free first. */
function lanesTake(lanes: readonly number[], atOnce: number): number {
  const places = Array.from({ length: Math.max(1, Math.min(atOnce, lanes.length)) }, () => 0)
  for (const lane of [...lanes].sort((a, b) => b - a)) {
    const free = places.indexOf(Math.min(...places))
    places[free] = (places[free] ?? 0) + lane
  }
  return Math.max(0, ...places)
}

/** What is left of the time that a canary is given; 0 as soon as others have begun, and where a person decides. */
function canaryWaitLeft({ rollout, question }: Release, others: readonly Release['targets'][number][], now: number) {
  if (question?.until) return Math.max(0, Date.parse(question.until) - now)
  const begun = others.some(({ status }) => status !== 'PENDING' && status !== 'BLOCKED')
  return begun || others.length === 0 || rollout.canaryWait !== 'TIME' ? 0 : rollout.canaryWaitSeconds * 1000
}

/**
 * How long the servers still take, from what is left on each of them by its name: as the rollout orders them, in batches, group
 * after group, the canary and its time before the others.
 */
export function serversTake(release: Release, left: ReadonlyMap<string, number>, now: number): number {
  const { rollout, targets, environment } = release
  const rank = ({ server }: Release['targets'][number]) => {
    const place = rollout.groups.findIndex((label) => server?.labels.includes(label))
    return place < 0 ? rollout.groups.length : place
  }
  const inOrder = targets.toSorted((a, b) => rank(a) - rank(b))
  const rolls = rollout.strategy === 'ROLLING'
  const atOnce = rolls ? amountOf(rollout.batch, targets.length) : environment.concurrency
  const stages = (servers: typeof targets) =>
    [...rollout.groups, null].reduce((sum, _group, place) => {
      const members = servers.filter((server) => rank(server) === place)
      const lanes = members.map(({ serverName }) => left.get(serverName) ?? 0)
      return sum + lanesTake(lanes.filter(Boolean), atOnce)
    }, 0)
  if (rollout.strategy !== 'CANARY') return stages(inOrder)
  const canaries = amountOf(rollout.canaryServers, targets.length)
  const others = inOrder.slice(canaries)
  return stages(inOrder.slice(0, canaries)) + canaryWaitLeft(release, others, now) + stages(others)
}
