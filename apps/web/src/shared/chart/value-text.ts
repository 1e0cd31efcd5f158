import { formatBytes } from '../format/size.ts'
import type { Unit } from './points.ts'

/** A value with its unit, as people of a language write it: short, and as exact as a chart can be read. */
export function valueText(value: number, unit: Unit, locale: string): string {
  if (unit === 'BYTES') return formatBytes(value, locale)
  if (unit === 'BYTES_PER_SECOND') return `${formatBytes(value, locale)}/s`
  const digits =
    Math.abs(value) < (unit === 'PERCENT' ? 10 : 100)
      ? unit === 'NUMBER' && value !== 0 && Math.abs(value) < 10
        ? 2
        : 1
      : 0
  const number = format(locale, digits).format(value === 0 ? 0 : value)
  if (unit === 'PERCENT') return `${number} %`
  return unit === 'MILLISECONDS' ? `${number} ms` : number
}

/** The same for the ends of an axis, where room is short. */
export function axisText(value: number, unit: Unit, locale: string): string {
  if (unit === 'BYTES' || unit === 'BYTES_PER_SECOND') return valueText(value, unit, locale)
  const number = format(locale, 2).format(value)
  return unit === 'PERCENT' ? `${number} %` : unit === 'MILLISECONDS' ? `${number} ms` : number
}

const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale} ${digits}`
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits })
  formats.set(key, known)
  return known
}
