import { amountOf, type Rollout } from './rollout.ts'

/**
 * How a release stands on one server. UNREACHED: it failed before anything began there; SICK: later. OUT: it left the
 * release, or people decided to go on without it.
 */
export type Standing = 'WAITING' | 'UNDER_WAY' | 'GOOD' | 'SICK' | 'UNREACHED' | 'OUT'

export interface ScheduledServer {
  id: string
  group: string | null
  standing: Standing
}

/** All that decides who comes next. */
export interface Course {
  rollout: Rollout
  /** How many at once, where the strategy says nothing else. */
  concurrency: number
  /** In the order of the rollout. */
  servers: readonly ScheduledServer[]
  /** What the canary waits for besides its own health has come. */
  canaryPassed: boolean
  /** The release is paused, or waits for a decision: nothing new begins. */
  held: boolean
}

export interface Schedule {
  /** These begin now. */
  next: string[]
  /** What each of the others waits for, in a sentence. */
  waiting: Map<string, string>
  /** The canary is well, and somebody or the time has to let the others follow. */
  canaryWaits: boolean
  /** More servers failed than may: nothing new begins. */
  over: boolean
}

const hasEnded = ({ standing }: ScheduledServer): boolean => standing !== 'WAITING' && standing !== 'UNDER_WAY'

/** How many servers may be under way together. */
export const windowOf = ({ rollout, concurrency, servers }: Course): number =>
  Math.max(1, rollout.strategy === 'ROLLING' ? amountOf(rollout.batch, servers.length) : concurrency)

/**
 * The first servers that take part. One that leaves, or that could not even be reached, says nothing about the release: the next
 * one takes its place.
 */
export function canariesOf({ rollout, servers }: Course): ScheduledServer[] {
  if (rollout.strategy !== 'CANARY') return []
  const taking = servers.filter(({ standing }) => standing !== 'OUT' && standing !== 'UNREACHED')
  return taking.slice(0, Math.max(1, amountOf(rollout.canaryServers, servers.length)))
}

/** A sick canary ends the release whatever may fail: finding that out is what it is for. */
function isOver(course: Course, canaries: readonly ScheduledServer[]): boolean {
  const failed = course.servers.filter(({ standing }) => standing === 'SICK' || standing === 'UNREACHED').length
  if (failed > amountOf(course.rollout.maxFailures, course.servers.length)) return true
  return canaries.some(({ standing }) => standing === 'SICK')
}

/** Who begins now, and what the others wait for. Pure: it is asked again whenever something changed. */
export function scheduleOf(course: Course): Schedule {
  const { rollout, servers, canaryPassed, held } = course
  const canaries = canariesOf(course)
  const over = isOver(course, canaries)
  const isWell = canaries.every(({ standing }) => standing === 'GOOD')
  const passed = isWell && (canaries.length === 0 || rollout.canaryWait === 'CHECK' || canaryPassed)
  const present = servers.find((server) => !hasEnded(server))
  const limit = windowOf(course)
  let room = limit - servers.filter(({ standing }) => standing === 'UNDER_WAY').length

  const reasonOf = (server: ScheduledServer): string | null => {
    if (!passed && !canaries.includes(server)) return 'Waits for the canary.'
    if (present && present.group !== server.group) return `Waits for group ${present.group}.`
    return held || over || room <= 0 ? `Waits for its turn: ${limit} at once.` : null
  }
  const next: string[] = []
  const waiting = new Map<string, string>()
  for (const server of servers.filter(({ standing }) => standing === 'WAITING')) {
    const reason = reasonOf(server)
    if (reason !== null) waiting.set(server.id, reason)
    else {
      next.push(server.id)
      room -= 1
    }
  }
  const othersWait = [...waiting.keys()].some((id) => canaries.every((canary) => canary.id !== id))
  return { next, waiting, canaryWaits: isWell && !passed && othersWait && !over, over }
}
