interface Waiting {
  id: string
  status: string
  startedAt: string | null
}

/**
 * How long a release will wait, in ms: what is left of the one that runs, and one usual release for each that is before it.
 * Null when nobody knows how long a release takes here, or when it does not wait. `queue` begins with what runs.
 */
export function expectedWait(
  queue: readonly Waiting[],
  id: string,
  usualSeconds: number | null,
  now: number,
): number | null {
  const place = queue.findIndex((each) => each.id === id)
  if (place < 0 || usualSeconds === null) return null
  const usual = usualSeconds * 1000
  return queue.slice(0, place).reduce((sum, each) => {
    const spent = each.startedAt ? Math.max(0, now - Date.parse(each.startedAt)) : 0
    return sum + Math.max(0, usual - spent)
  }, 0)
}
