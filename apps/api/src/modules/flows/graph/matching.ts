/**
 * How many people at most can be given to groups if each counts for one only (augmenting paths, Kuhn).
 *
 * @param needs how many each group takes
 * @param people the groups that each person belongs to
 */
export function matchPeople(needs: readonly number[], people: readonly (readonly number[])[]): number {
  const members = needs.map((): number[] => [])

  /** Finds a place for a person, moving others to another of their groups where that makes room. */
  function place(person: number, tried: Set<number>): boolean {
    for (const group of people[person] ?? []) {
      const inGroup = members[group]
      if (!inGroup || tried.has(group)) continue
      tried.add(group)
      if (inGroup.length < (needs[group] ?? 0)) {
        inGroup.push(person)
        return true
      }
      const moved = inGroup.findIndex((other) => place(other, tried))
      if (moved >= 0) {
        inGroup[moved] = person
        return true
      }
    }
    return false
  }

  return people.filter((_, person) => place(person, new Set())).length
}
