import { EngineError } from '../errors.ts'

/** One shell word that means exactly `value`, in every POSIX shell. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new EngineError('A value with a NUL character cannot be passed to a shell.')
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** A path on a server as a shell word: absolute, or under the home directory of the user who signs in. */
export function remotePath(path: string): string {
  if (path === '~') return '"$HOME"'
  if (path.startsWith('~/')) return `"$HOME"/${quote(path.slice(2).replace(/\/+$/, ''))}`
  if (path.startsWith('/')) return quote(path.replace(/(?<=.)\/+$/, ''))
  throw new EngineError(`The path ${JSON.stringify(path)} is neither absolute nor under ~/.`)
}

/**
 * A script as data: first the values, each one quoted assignment, then constant text that uses them. No value ever stands
 * anywhere else, so that none can be taken for a command.
 */
export function script(path: string, values: Record<string, string | number>, ...parts: string[]): string {
  const assignments = Object.entries(values).map(([name, value]) => `${name}=${quote(String(value))}`)
  return [`root=${remotePath(path)}`, ...assignments, ...parts.map((part) => part.trim()), ''].join('\n')
}

/**
 * `say key value` prints one line that `readReport` understands; `refuse` ends the script with a reason for people; `sweep`
 * removes what its patterns found, if anything.
 * These scripts run many times at once, so what the shell can do by itself starts no program.
 */
export const SPEAK = `
tab='	'
newline='
'
say() {
  case $2 in
    *"$tab"* | *"$newline"*) printf '%s\\t%s\\n' "$1" "$(printf '%s' "$2" | tr '\\n\\t' '??')" ;;
    *) printf '%s\\t%s\\n' "$1" "$2" ;;
  esac
}
refuse() { printf '%s\\n' "$1" >&2; exit "\${2:-65}"; }
sweep() {
  for left in "$@"; do
    if [ -e "$left" ] || [ -L "$left" ]; then rm -rf "$@"; return; fi
  done
}
`

/** What a script said. Of a key that comes twice the first counts, lines without a tab are no report. */
export function readReport(output: string): Map<string, string> {
  const report = new Map<string, string>()
  for (const line of output.split('\n')) {
    const tab = line.indexOf('\t')
    if (tab > 0 && !report.has(line.slice(0, tab))) report.set(line.slice(0, tab), line.slice(tab + 1))
  }
  return report
}

/** Exit codes with a meaning between the scripts and the engine; all others are plain failures. */
export const EXIT = { refused: 65, damaged: 66, notRebuilt: 67, locked: 73, lockGone: 74, superseded: 75 } as const
