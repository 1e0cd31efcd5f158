import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const paletteQuery = graphql(`
  query Palette {
    projects(first: 50) { nodes { id title environments { id name } } }
    servers(first: 50) { nodes { id name host } }
    releases(first: 10) { nodes { id number revision environment { name project { title } } } }
    tickets(first: 20) { nodes { id number title flow { title } } }
    flows { id title state }
  }
`)

export interface Entry {
  key: string
  group: 'page' | 'project' | 'server' | 'release' | 'ship' | 'ticket' | 'open'
  label: string
  detail: string
  to: string
}

type Found = ResultOf<typeof paletteQuery>

/** Everything that the palette can open, in the order in which it is offered. */
export function collectEntries(found: Found | undefined, mayRelease: boolean): Entry[] {
  const projects = found?.projects.nodes ?? []
  const ship = projects.flatMap((project) =>
    project.environments.map((each): Entry => {
      const label = `${project.title} · ${each.name}`
      return {
        key: `ship:${each.id}`,
        group: 'ship',
        label,
        detail: '',
        to: `/environments/${each.id}?ship=${each.id}`,
      }
    }),
  )
  return [
    ...(mayRelease ? ship : []),
    ...(found?.flows ?? [])
      .filter(({ state }) => state === 'PUBLISHED')
      .map(
        (each): Entry => ({
          key: `open:${each.id}`,
          group: 'open',
          label: each.title,
          detail: '',
          to: `/tickets/new?flow=${each.id}`,
        }),
      ),
    ...projects.map(
      (each): Entry => ({
        key: each.id,
        group: 'project',
        label: each.title,
        detail: '',
        to: `/projects/${each.id}`,
      }),
    ),
    ...(found?.releases.nodes ?? []).map(
      (each): Entry => ({
        key: each.id,
        group: 'release',
        label: `#${each.number} ${each.revision}`,
        detail: `${each.environment.project.title} · ${each.environment.name}`,
        to: `/releases/${each.id}`,
      }),
    ),
    ...(found?.tickets.nodes ?? []).map(
      (each): Entry => ({
        key: each.id,
        group: 'ticket',
        label: `#${each.number} ${each.title}`,
        detail: each.flow.title,
        to: `/tickets/${each.id}`,
      }),
    ),
    ...(found?.servers.nodes ?? []).map(
      (each): Entry => ({
        key: each.id,
        group: 'server',
        label: each.name,
        detail: each.host,
        to: `/servers/${each.id}`,
      }),
    ),
  ]
}

/** Every word of the query must occur somewhere in the entry. */
export function matchEntries(entries: Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const hay = `${entry.group} ${entry.label} ${entry.detail}`.toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}
