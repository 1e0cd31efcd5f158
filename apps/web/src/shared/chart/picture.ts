import type { StepStatus } from '../theme/states.ts'
import type { Aligned } from './aligned.ts'
import type { Points, Unit } from './points.ts'
import type { ValueAxis } from './value-axis.ts'

/** A stretch of time in epoch seconds. */
export interface Span {
  from: number
  to: number
}

/** One line of a chart, with everything that is known of it. */
export interface Line {
  key: string
  label: string
  points: Points
}

/** Something that happened and may explain what the lines do, such as a release. */
export interface Mark extends Span {
  id: string
  /** Short enough to stand in a chart: `#12`. */
  label: string
  status: StepStatus
  /** Drawn in another way than what goes forward. */
  isBack: boolean
  /** It has not ended yet: `to` is now. */
  isOpen: boolean
}

/** Everything that is drawn at one moment. */
export interface Picture {
  span: Span
  unit: Unit
  axis: ValueAxis
  data: Aligned
  /** Lines in `data`. */
  lines: number
  marks: readonly Mark[]
  highlighted: string | null
  /** The moment that is replayed, in epoch seconds: what comes after it is only hinted at. Null: everything has happened. */
  until: number | null
}
