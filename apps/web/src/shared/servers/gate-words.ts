import type { Unit } from '../chart/points.ts'
import { exactText } from '../chart/value-text.ts'
import { localeTag, text } from '../i18n/i18n.ts'

/** What a release has to pass. */
export interface Gate {
  comparison: 'ABOVE' | 'BELOW'
  threshold: number
  watchSeconds: number
  everySeconds: number
}

const span = (seconds: number) => (seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} m` : `${seconds} s`)

/** A gate as people read it: `not above 2 for 60 s, asked every 10 s`. */
export const gateRule = ({ comparison, threshold, watchSeconds, everySeconds }: Gate, unit: Unit): string =>
  text(`gate.rule${comparison}`, {
    threshold: exactText(threshold, unit, localeTag.value),
    watch: span(watchSeconds),
    every: span(everySeconds),
  })
