/** How many messages one hook takes in a minute; kept in this process, so several multiply it by their number. */
const MOST_A_MINUTE = 60
const MINUTE_MS = 60_000

/** Answers how long to wait, in ms; 0: go on. */
export function createArrivalLimit(most = MOST_A_MINUTE) {
  const minutes = new Map<string, { since: number; count: number }>()
  return (hookId: string, now: number): number => {
    const minute = minutes.get(hookId)
    if (!minute || now - minute.since >= MINUTE_MS) {
      minutes.set(hookId, { since: now, count: 1 })
      return 0
    }
    minute.count += 1
    return minute.count > most ? minute.since + MINUTE_MS - now : 0
  }
}
