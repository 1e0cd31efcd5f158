import { LOCK, type LockHolder } from './lock.ts'
import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'

export interface Settle extends LockHolder {
  path: string
  directory: string
  /** Remove the release's own directory, unless it is live: the release did not succeed here and made it. */
  discard: boolean
  /** How many of the newest release directories stay in any case; 0 when nothing is to be cleaned up. */
  keep: number
  /** Directories that stay whatever their age. */
  protect: readonly string[]
  /** One line for `.sendoff/log`; empty for none. */
  logLine: string
}

/** The last words on a server: tidies up, cleans old releases away, notes the release, tells what is live, frees the lock. */
export const settle = (p: Settle): string =>
  script(
    p.path,
    {
      dir: p.directory,
      environment: p.environment,
      fence: p.fence,
      owner: p.owner,
      discard: p.discard ? 'yes' : '',
      keep: p.keep,
      protected: p.protect.join('\n'),
      logLine: p.logLine,
    },
    SPEAK,
    STATE,
    LOCK,
    SETTLE,
  )

// Takes the lock rather than checks it: a run that is cancelled when it is resumed has not taken it yet.
// Who has the lock is alone: half-done files of any release here are left over, perhaps from one whose server went away.
// Only names and marker files of our own making qualify, and a directory loses its name before its first file.
const SETTLE = `
take_lock
LC_ALL=C
export LC_ALL
remove_release() {
  gone="$root/releases/.\${1##*/}.removing"
  rm -rf "$gone" && mv "$1" "$gone" && rm -rf "$gone" || printf '%s could not be removed.\\n' "$1" >&2
}
ours() {
  case \${1##*/} in *[!0-9-]*) return 1 ;; esac
  [ -d "$1" ] && [ ! -L "$1" ] && [ -f "$1/REVISION" ] && [ -f "$1/BUILD" ]
}
read_live
sweep "$root/releases"/.[0-9]*.partial "$root/.sendoff/incoming"/[0-9]* "$root/releases"/.[0-9]*.removing \\
  "$root"/.current.[0-9]*
if [ -n "$discard" ] && [ "$live" != "$dir" ] && ours "$root/releases/$dir"; then remove_release "$root/releases/$dir"; fi
if [ "$keep" -gt 0 ]; then
  set --
  for release in "$root"/releases/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*; do
    if ours "$release"; then set -- "$@" "$release"; fi
  done
  count=$#
  for release in "$@"; do
    [ "$count" -gt "$keep" ] || break
    count=$((count - 1))
    name=\${release##*/}
    case "$newline$live$newline$dir$newline$protected$newline" in *"$newline$name$newline"*) continue ;; esac
    remove_release "$release"
  done
fi
[ -z "$logLine" ] || printf '%s\\n' "$logLine" >> "$root/.sendoff/log"
report_state
release_lock
[ ! -d "$mine" ] || refuse "The lock $mine could not be removed. May $(id -un) write there, and is the disk not read-only?"
`
