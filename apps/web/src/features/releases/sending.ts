import { localeTag, text } from '../../shared/i18n/i18n.ts'
import type { Target } from './operations.ts'

/** Why a build was sent whole, or only what was missing. */
export function sendingText({
  way,
  why,
  bytesPerSecond,
  wholeSeconds,
  missingSeconds,
}: NonNullable<Target['sending']>) {
  if (why !== 'SOONER') return text(`sending.${why}`)
  const speed = `${number((bytesPerSecond ?? 0) * 8e-6)} Mbit/s`
  const [whole, missing] = [wholeSeconds, missingSeconds].map((seconds) => `${number(seconds ?? 0)} s`)
  return text(`sending.SOONER.${way}`, { speed, whole: whole ?? '', missing: missing ?? '' })
}

/** Two digits are as much as an estimate knows. */
const number = (value: number) =>
  (value < 10 ? Number(value.toPrecision(2)) : Math.round(value)).toLocaleString(localeTag.value)
