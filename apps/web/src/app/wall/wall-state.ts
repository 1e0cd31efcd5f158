import { isStanding } from '../../features/tickets/go-no-go.ts'
import type { StepStatus } from '../../shared/theme/states.ts'
import type { Wall, WallEnvironment, WallServer } from './wall-operations.ts'

/** So long a release, a poll or a go / no-go stays on the wall after its end: people look up when it is over. */
export const AFTERGLOW_MS = 45_000
/** As many as can be told apart from the other end of the room. */
export const RELEASES_PER_PAGE = 2
export const ENVIRONMENTS_PER_PAGE = 9
export const SERVERS_ON_WALL = 12

/** The releases that the wall draws: those that run, and those that have just ended. */
export function releasesOnWall({ running, cancelling, recent }: Wall, now: number): string[] {
  const ended = recent.nodes.filter(({ finishedAt }) => finishedAt && now - Date.parse(finishedAt) < AFTERGLOW_MS)
  return [...new Set([...running.nodes, ...cancelling.nodes, ...ended].map(({ id }) => id))]
}

/** A go / no-go that stands, by its ticket and the stay there. */
export interface StandingGoNoGo {
  ticketId: string
  visitId: string
}

export const goNoGosOnWall = ({ asking }: Pick<Wall, 'asking'>): StandingGoNoGo[] =>
  asking.nodes.flatMap(({ id: ticketId, goNoGos }) =>
    goNoGos.filter(isStanding).map(({ visitId }) => ({ ticketId, visitId })),
  )

/** Something that has its turn on the wall by itself, and since when it is over. */
export interface InSight<Item> {
  item: Item
  endedAt: number | null
}

/** What stands now, and behind its end, in the place that it had, what stood a moment ago. */
export function lingering<Item>(
  before: readonly InSight<Item>[],
  standing: readonly Item[],
  keyOf: (item: Item) => string,
  now: number,
): InSight<Item>[] {
  const stands = new Set(standing.map(keyOf))
  const shown = new Set(before.map(({ item }) => keyOf(item)))
  const still = before.flatMap(({ item, endedAt }) => {
    if (stands.has(keyOf(item))) return { item, endedAt: null }
    return now - (endedAt ?? now) < AFTERGLOW_MS ? { item, endedAt: endedAt ?? now } : []
  })
  return [...still, ...standing.filter((item) => !shown.has(keyOf(item))).map((item) => ({ item, endedAt: null }))]
}

const rank = (environment: WallEnvironment) =>
  (environment.queue.length > 0 ? 0 : 2) + (environment.kind === 'PRODUCTION' ? 0 : 1)

/** All environments, those in which something goes on first, then PRODUCTION, then by name. */
export const environmentsOnWall = ({ projects }: Pick<Wall, 'projects'>): WallEnvironment[] =>
  projects.nodes
    .flatMap(({ environments, ...project }) => environments.map((environment) => ({ ...environment, project })))
    .sort(
      (one, other) =>
        rank(one) - rank(other) ||
        one.project.title.localeCompare(other.project.title) ||
        one.name.localeCompare(other.name),
    )

/** The one state that a card is painted in: what needs a person first. */
export function stateOf({
  queue,
  lock,
  liveRelease,
}: Pick<WallEnvironment, 'queue' | 'lock' | 'liveRelease'>): StepStatus {
  if (queue.some(({ status }) => status === 'RUNNING' || status === 'CANCELLING')) return 'RUNNING'
  if (liveRelease?.badReason) return 'FAILED'
  if (lock) return 'BLOCKED'
  if (queue.length > 0) return 'PENDING'
  return liveRelease ? 'SUCCEEDED' : 'PENDING'
}

/** A part of a long list. */
export const pageOf = <Item>(items: readonly Item[], page: number, perPage: number): readonly Item[] =>
  items.slice(page * perPage, (page + 1) * perPage)

export const pagesOf = (count: number, perPage: number) => Math.ceil(count / perPage)

/** Those that are down first, then those whose figures are old, then the busiest; each once. */
export function serversOnWall(
  fleet: Record<'down' | 'stale' | 'busy', { nodes: readonly WallServer[] }>,
): WallServer[] {
  const all = [...fleet.down.nodes, ...fleet.stale.nodes, ...fleet.busy.nodes]
  return [...new Map(all.map((server) => [server.id, server])).values()].slice(0, SERVERS_ON_WALL)
}

/** The newest figure of a kind; of the disks that of the fullest. Null: there is none. */
export function figureOf(
  { monitoring }: Pick<WallServer, 'monitoring'>,
  kind: 'cpu' | 'memory' | 'disk',
): number | null {
  const found = monitoring.values.filter(({ key }) => key === kind || key.startsWith(`${kind}:`))
  return found.length > 0 ? Math.max(...found.map(({ value }) => value)) : null
}
