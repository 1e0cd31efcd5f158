const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes for people: decimal units, three digits at most. */
export function formatBytes(bytes: number, locale?: string): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toLocaleString(locale, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 })} ${units[unit]}`
}

/** The first eight digits tell commits apart for people. */
export const shortCommit = (commit: string) => commit.slice(0, 8)
