interface Labelled {
  labels?: readonly string[]
}

/** The first of the groups that a server belongs to; null: none. */
export const groupOf = (server: Labelled, groups: readonly string[]): string | null =>
  groups.find((label) => server.labels?.includes(label)) ?? null

/** Group after group, those of no group last; within a group as they came. */
export function inOrder<T extends Labelled>(servers: readonly T[], groups: readonly string[]): T[] {
  const rank = (server: T) => {
    const group = groupOf(server, groups)
    return group === null ? groups.length : groups.indexOf(group)
  }
  return servers.toSorted((a, b) => rank(a) - rank(b))
}
