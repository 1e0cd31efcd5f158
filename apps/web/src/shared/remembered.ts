/** Makes something of each object once, and again only for another object: for lists of which little changes at a time. */
export function remembered<Item extends object, Made>(make: (item: Item) => Made): (item: Item) => Made {
  const made = new WeakMap<Item, { value: Made }>()
  return (item) => {
    const known = made.get(item)
    if (known) return known.value
    const value = make(item)
    made.set(item, { value })
    return value
  }
}

/** The earlier list when nothing in it is different, so that what is made of it stays. */
export function kept<Item>(
  before: readonly Item[] | undefined,
  now: readonly Item[],
  same: (one: Item, other: Item) => boolean,
): readonly Item[] {
  const unchanged = before?.length === now.length && now.every((item, index) => same(item, before[index] as Item))
  return unchanged ? before : now
}
