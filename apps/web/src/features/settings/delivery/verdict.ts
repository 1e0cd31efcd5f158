import type { Arrival } from './arrival.ts'

/** What a lane has, held against the log. */
export interface Verdict {
  /** Events of the log in the stretch. */
  expected: number
  received: number
  missing: readonly number[]
  /** Applied more than once. */
  twice: readonly number[]
  /** Not in the log, or with other contents. */
  foreign: readonly number[]
  inOrder: boolean
}

type Entry = Pick<Arrival, 'seq' | 'kind' | 'clientId' | 'text'>

const isSame = (one: Entry, other: Entry) =>
  one.kind === other.kind && one.clientId === other.clientId && one.text === other.text

/** Compares what arrived, in the order in which it did, with the log of the same stretch. */
export function judgeLane(log: readonly Entry[], arrived: readonly Entry[]): Verdict {
  const truth = new Map(log.map((entry) => [entry.seq, entry]))
  const counts = new Map<number, number>()
  for (const { seq } of arrived) counts.set(seq, (counts.get(seq) ?? 0) + 1)
  return {
    expected: log.length,
    received: counts.size,
    missing: log.map(({ seq }) => seq).filter((seq) => !counts.has(seq)),
    twice: [...counts].filter(([, times]) => times > 1).map(([seq]) => seq),
    foreign: arrived
      .filter((entry) => {
        const told = truth.get(entry.seq)
        return !told || !isSame(told, entry)
      })
      .map(({ seq }) => seq),
    inOrder: arrived.every(({ seq }, index) => index === 0 || seq > (arrived[index - 1] as Entry).seq),
  }
}

export const isFaultless = ({ missing, twice, foreign, inOrder }: Verdict) =>
  missing.length + twice.length + foreign.length === 0 && inOrder
