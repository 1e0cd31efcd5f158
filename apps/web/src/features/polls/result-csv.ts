import type { PollBar } from '../../shared/polls/poll-card.ts'

// A cell that begins like a formula would be run as one by a spreadsheet.
const safe = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
const quoted = (cell: string) => `"${safe(cell).replaceAll('"', '""')}"`

/** The numbers as comma-separated lines with a head, for a spreadsheet. */
export function resultCsv(head: readonly string[], bars: readonly PollBar[]): string {
  const lines = bars.map(({ text, count, percent }) => [quoted(text), count ?? '', percent ?? ''].join(','))
  return [head.map(quoted).join(','), ...lines].join('\r\n')
}
