/** What spreadsheets take for a formula, or skip in front of one. */
const formula = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u

/**
 * A row after RFC 4180. A cell that a spreadsheet would run gets an apostrophe in front, which shows that it is a text; so does one
 * that has an apostrophe in front of such a cell already, so that every cell can be read back.
 */
export const csvRow = (cells: readonly (string | number | null | undefined)[]) =>
  `${cells.map((cell) => quoted(typeof cell === 'string' ? defused(cell) : String(cell ?? ''))).join(',')}\r\n`

const defused = (text: string) => (formula.test(text.replace(/^'+/, '')) ? `'${text}` : text)

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
