/** Parameters of texts that count something; others, such as a release's number, are names made of digits. */
const counting = new Set(['n', 'done', 'total', 'from', 'to', 'current'])

/** Counts with the thousands separators of the locale; everything else as it is. */
export function formatCounts(parameters: Readonly<Record<string, string | number>>, locale: string) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'number' && counting.has(name) ? value.toLocaleString(locale) : value,
    ]),
  )
}
