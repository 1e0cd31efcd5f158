import type { ServerDrift } from './drift-operations.ts'

type State = ServerDrift['state']

/** What needs a person first. */
const order: readonly State[] = ['DIFFERENT', 'MISSING', 'UNREACHABLE', 'UNCHECKED', 'SAME']

/** What a release of the live build puts right. */
export const isOff = ({ state }: { state: State }) => state === 'DIFFERENT' || state === 'MISSING'

/** So many servers that are as they should be are shown; more are counted. */
const mostGood = 12

export interface DriftRows<Row> {
  rows: Row[]
  /** Servers that are as they should be and not among the rows. */
  folded: number
}

/** Worst first; among hundreds those that are as they should be only count, unless they are asked for. */
export function driftRows<Row extends { state: State }>(all: readonly Row[], unfolded: boolean): DriftRows<Row> {
  const sorted = [...all].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  if (unfolded || sorted.length <= mostGood) return { rows: sorted, folded: 0 }
  const rows = sorted.filter(({ state }) => state !== 'SAME' && state !== 'UNCHECKED')
  return { rows, folded: sorted.length - rows.length }
}

/** How many servers are in each state, states without one left out. */
export function countStates(all: readonly { state: State }[]): [State, number][] {
  return order.flatMap((state) => {
    const n = all.filter((each) => each.state === state).length
    return n > 0 ? [[state, n] as [State, number]] : []
  })
}

/** The oldest check of them all; null while one was never asked. */
export function checkedSince(all: readonly { checkedAt: string | null }[]): string | null {
  if (all.length === 0 || all.some(({ checkedAt }) => checkedAt === null)) return null
  return all.map(({ checkedAt }) => checkedAt as string).sort()[0] ?? null
}
