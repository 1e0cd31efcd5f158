import type { PickServer } from './operations.ts'

export interface PickFilter {
  search: string
  label: string
  /** Of an environment, or of a project. */
  place: string
}

const fits = ({ search, label, place }: PickFilter, server: PickServer): boolean => {
  const typed = search.trim().toLowerCase()
  if (typed && !`${server.name} ${server.host}`.toLowerCase().includes(typed)) return false
  if (label && !server.labels.includes(label)) return false
  return !place || server.environments.some(({ id, project }) => id === place || project.id === place)
}

export const matching = (servers: readonly PickServer[], filter: PickFilter) =>
  servers.filter((server) => fits(filter, server))

/** Every label, with how many servers carry it; the most frequent first. */
export function labelsOf(servers: readonly PickServer[]): { label: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { labels } of servers) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}

/** Projects and their environments that servers are used by. */
export function placesOf(servers: readonly PickServer[]): { id: string; title: string }[] {
  const places = new Map<string, string>()
  for (const { environments } of servers)
    for (const { id, name, project } of environments) {
      places.set(project.id, project.title)
      places.set(id, `${project.title} · ${name}`)
    }
  return [...places].map(([id, title]) => ({ id, title })).sort((a, b) => (a.title < b.title ? -1 : 1))
}

/** What has to be typed before a command runs there; null: nothing. */
export function confirmationFor(chosen: readonly PickServer[], always: boolean): string | null {
  if (!always && !chosen.some(({ isProduction }) => isProduction)) return null
  return chosen.length === 1 ? (chosen[0]?.name ?? '') : String(chosen.length)
}
