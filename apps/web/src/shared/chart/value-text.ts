import { formatBytes } from '../format/size.ts'
import type { Unit } from './points.ts'

/** A value with its unit, as people of a language write it: short, and as exact as a chart can be read. */
export function valueText(value: number, unit: Unit, locale: string): string {
  if (unit === 'BYTES') return formatBytes(value, locale)
  if (unit === 'BYTES_PER_SECOND') return `${formatBytes(value, locale)}/s`
  return withUnit(format(locale, shortness(Math.abs(value), unit)).format(value === 0 ? 0 : value), unit)
}

/** Small numbers keep three digits, whatever stands before them: they are not nothing. */
function shortness(size: number, unit: Unit): Digits {
  if (size > 0 && size < (unit === 'PERCENT' ? 0.1 : 1)) return { maximumSignificantDigits: 3 }
  if (unit === 'NUMBER' && size > 0 && size < 10) return { maximumFractionDigits: 2 }
  return { maximumFractionDigits: size < (unit === 'PERCENT' ? 10 : 100) ? 1 : 0 }
}

/** The same for the ends of an axis, where room is short. */
export function axisText(value: number, unit: Unit, locale: string): string {
  if (unit === 'BYTES' || unit === 'BYTES_PER_SECOND') return valueText(value, unit, locale)
  const small = value !== 0 && Math.abs(value) < 1
  return withUnit(
    format(locale, small ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 }).format(value),
    unit,
  )
}

/** All digits of a number that somebody set. */
export const exactText = (value: number, unit: Unit, locale: string): string =>
  unit === 'BYTES' || unit === 'BYTES_PER_SECOND'
    ? valueText(value, unit, locale)
    : withUnit(format(locale, { maximumSignificantDigits: 15 }).format(value), unit)

const withUnit = (number: string, unit: Unit) =>
  unit === 'PERCENT' ? `${number} %` : unit === 'MILLISECONDS' ? `${number} ms` : number

type Digits = { maximumFractionDigits: number } | { maximumSignificantDigits: number }
const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, digits: Digits): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(digits)}`
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, digits)
  formats.set(key, known)
  return known
}
