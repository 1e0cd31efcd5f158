const COLOURS: Record<string, string> = { debug: '\x1b[2m', info: '\x1b[36m', warn: '\x1b[33m', error: '\x1b[31m' }
const PLAIN = '\x1b[0m'

/** One line of JSON as `12:03:04 info  Message  name=value …`, the stack of an error below it. */
export function readableLine(json: string): string {
  const { time, level, msg = '', err, ...fields } = JSON.parse(json)
  const clock = String(time).slice(11, 19)
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${printable(value)}`)
  const head = [clock, `${COLOURS[level] ?? ''}${String(level).padEnd(5)}${PLAIN}`, msg, ...rest].join(' ')
  const below = err ? `\n${String(err.stack ?? err.message ?? printable(err))}` : ''
  return `${head}${below}\n`
}

const printable = (value: unknown) =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
