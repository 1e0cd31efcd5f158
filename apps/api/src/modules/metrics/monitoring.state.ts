/** How a server stands, as it is stored. */
export type StoredState = 'PENDING' | 'UP' | 'DOWN' | 'PAUSED'
/** As it is shown: STALE comes by time alone, also when nobody is there who could write it down. */
export type MonitoringState = StoredState | 'STALE'

type Occurrence = 'SAMPLED' | 'GIVEN_UP' | 'PAUSED' | 'RESUMED'

/** What becomes of a server's state. What is not listed changes nothing. */
const transitions: Readonly<Record<StoredState, Partial<Record<Occurrence, StoredState>>>> = {
  PENDING: { SAMPLED: 'UP', GIVEN_UP: 'DOWN', PAUSED: 'PAUSED' },
  UP: { GIVEN_UP: 'DOWN', PAUSED: 'PAUSED' },
  DOWN: { SAMPLED: 'UP', PAUSED: 'PAUSED' },
  PAUSED: { RESUMED: 'PENDING' },
}

export const next = (state: StoredState, occurrence: Occurrence): StoredState => transitions[state][occurrence] ?? state

/** So many failures in a row make a server DOWN. */
const FAILURES = 3
/** Without a sample for so many intervals a server is STALE. */
export const STALE_INTERVALS = 2.5

export interface Standing {
  state: StoredState
  /** In a row. */
  failures: number
}

/** What a try to sample does to a server. */
export function tried({ state, failures }: Standing, worked: boolean): Standing {
  if (state === 'PAUSED') return { state, failures }
  if (worked) return { state: next(state, 'SAMPLED'), failures: 0 }
  const inARow = failures + 1
  return { state: inARow >= FAILURES ? next(state, 'GIVEN_UP') : state, failures: inARow }
}

/** The state for people at a moment; times in ms. */
export function shownState(
  { state, sampledAt }: { state: StoredState; sampledAt: number | null },
  now: number,
  intervalSeconds: number,
): MonitoringState {
  if (state !== 'UP' || sampledAt === null) return state
  return now - sampledAt > staleAfterMs(intervalSeconds) ? 'STALE' : 'UP'
}

/** Where nothing is sampled any more, what was known is out of date after a minute. */
export const staleAfterMs = (intervalSeconds: number) => (STALE_INTERVALS * intervalSeconds || 60) * 1000
