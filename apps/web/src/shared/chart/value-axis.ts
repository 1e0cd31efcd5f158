import type { Unit } from './points.ts'

export interface ValueAxis {
  min: 0
  max: number
  /** Where lines are drawn and labels stand, ascending, with both ends. */
  splits: number[]
}

const steps = [1, 2, 2.5, 5, 10]
/** The least that an axis shows, so that noise of an idle machine does not look like work. */
const least: Record<Unit, number> = { PERCENT: 1, BYTES: 1000, BYTES_PER_SECOND: 1000, NUMBER: 1, MILLISECONDS: 1 }

/**
 * An axis from zero: up to the fixed limit where there is one, else up to the first round number above the highest value.
 * Round numbers are far apart, so that the axis of a live chart rests.
 */
export function valueAxis(unit: Unit, limit: number | null, highest: number, lines = 4): ValueAxis {
  const top = limit ?? Math.max(least[unit], Number.isFinite(highest) ? highest : 0)
  const step = limit === null ? roundStep(top / lines) : limit / lines
  const max = limit ?? Math.ceil(Number((top / step).toFixed(6))) * step
  const count = Math.round(max / step)
  return {
    min: 0,
    max,
    splits: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  }
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const step = steps.find((each) => each * power >= least * (1 - 1e-9)) ?? 10
  return step * power
}
