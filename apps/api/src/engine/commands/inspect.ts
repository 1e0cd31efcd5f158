import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'

const LOOK = `
report_holder() {
  for held in "$root/.sendoff/lock"/*.*; do
    [ -d "$held" ] || continue
    words=
    { IFS= read -r words < "$held/owner"; } 2>/dev/null || :
    say holder "\${words:-unknown}"
    return 0
  done
}
report_space() {
  place=$root
  [ -d "$place" ] || place=.
  say freeKb "$(df -Pk "$place" 2>/dev/null | { read -r _; read -r _ _ _ free _; printf '%s' "$free"; })"
}
`

/** Only reads: what is live, who holds the lock of the directory, and how much space is left. */
export const inspect = (path: string): string =>
  script(path, { dir: '.none' }, SPEAK, STATE, LOOK, 'report_holder', 'report_space', 'report_state')
