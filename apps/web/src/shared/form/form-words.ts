import { localeTag, text } from '../i18n/i18n.ts'
import type { Fault } from './faults.ts'
import type { FormField } from './form-field.ts'
import { formatMoney, minorDigits, typedMoney } from './money.ts'

const written = new Set(['TEXT', 'NUMBER', 'MONEY', 'DATE'])

const amount = (field: FormField, limit: number) =>
  field.kind === 'MONEY'
    ? formatMoney(limit, field.currency ?? 'EUR', localeTag.value)
    : limit.toLocaleString(localeTag.value)

/** What does not read as an answer of its kind. */
function wrongKind(field: FormField): string {
  if (field.kind === 'MONEY') {
    const currency = field.currency ?? 'EUR'
    return text('fill.notMoney', { example: typedMoney(1234 * 10 ** minorDigits(currency), currency) })
  }
  if (field.kind === 'NUMBER') return text(field.whole ? 'fill.notWhole' : 'fill.notNumber')
  if (field.kind === 'DATE') return text('fill.notDate')
  return text('fill.notFitting')
}

/** What is wrong, in the page's language. */
export function faultText({ code, field }: Fault): string {
  const { min, max, maxLength, maxRows } = field
  if (code === 'required' || code === 'minLength' || code === 'minItems') {
    if (field.kind === 'TABLE') return text('fill.needRow')
    if (field.kind === 'FILE') return text('fill.needFile')
    return text(written.has(field.kind) ? 'fill.needed' : 'fill.needChoice')
  }
  if (field.kind === 'ENVIRONMENT') return text('fill.needEnvironment')
  if (field.kind === 'REVISION') return text('fill.needRevision')
  if (code === 'maxLength' && maxLength !== null) return text('fill.tooLong', { n: maxLength })
  if (code === 'minimum' && min !== null) return text('fill.tooSmall', { limit: amount(field, min) })
  if (code === 'maximum' && max !== null) return text('fill.tooLarge', { limit: amount(field, max) })
  if (code === 'maxItems')
    return field.kind === 'TABLE' ? text('fill.tooManyRows', { n: maxRows ?? 0 }) : text('fill.onlyOne')
  return wrongKind(field)
}

/** What the field asks for beyond its own hint. */
export function hintText(field: FormField): string | undefined {
  const { hint, kind, max } = field
  // That an amount is not negative goes without saying.
  const min = field.min === 0 ? null : field.min
  if (kind !== 'NUMBER' && kind !== 'MONEY') return hint || undefined
  const limits =
    min !== null && max !== null
      ? text('fill.between', { min: amount(field, min), max: amount(field, max) })
      : min !== null
        ? text('fill.atLeast', { limit: amount(field, min) })
        : max !== null
          ? text('fill.atMost', { limit: amount(field, max) })
          : ''
  return [hint, limits].filter(Boolean).join(' · ') || undefined
}
