/** How many digits the currency's smallest unit has: 2 for EUR and CNY, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/**
 * What somebody typed, in the smallest unit: `1,234.5` → 123450. The last point or comma is the decimal sign where there is
 * only one of it; others, spaces and apostrophes group thousands. Null: it is no amount, or finer than the smallest unit.
 */
export function parseMoney(typed: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const plain = typed.trim().replace(/[\s'’_]/g, '')
  const signs = plain.match(/[.,]/g) ?? []
  const last = signs.at(-1)
  // 1,234.50 and 1.234,50: only the last sign is decimal; 1,234,567 has none, nor has 6,200 where cents have two digits.
  const groups = digits < 3 && /^-?\d{1,3}[.,]\d{3}$/.test(plain)
  const decimal = last && !groups && signs.filter((sign) => sign === last).length === 1 ? last : null
  const cut = decimal ? plain.lastIndexOf(decimal) : plain.length
  const whole = plain.slice(0, cut)
  if (!/^-?(\d+|\d{1,3}([.,]\d{3})+)$/.test(whole)) return null
  const fraction = plain.slice(cut + 1)
  if (!/^\d*$/.test(fraction) || fraction.length > digits) return null
  const minor = Number(whole.replace(/[.,]/g, '') + fraction.padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? minor : null
}

/** The amount as it is typed: `123450` → `1234.50`. */
export function typedMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const cut = text.length - digits
  const sign = minor < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, cut)}.${text.slice(cut)}`
}

/** The amount as it is read: `€1,234.50`. */
export function formatMoney(minor: number, currency: string, locale: string): string {
  const amount = typedMoney(minor, currency)
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount as unknown as number)
  } catch {
    return `${amount} ${currency}`
  }
}
