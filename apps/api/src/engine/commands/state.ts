import { readReport, SPEAK, script } from './script.ts'

/**
 * `report_state` tells what `current` points to (the name alone when it is one of our directories, else the link's whole
 * target) and how the release's own directory stands.
 */
export const STATE = `
first_line() { [ -f "$1" ] && head -n 1 "$1" | tr -cd 'A-Za-z0-9._-'; }
live_target() {
  target=$(readlink "$root/current" 2>/dev/null) || target=
  case $target in
    releases/*) name=\${target#releases/} ;;
    "$root"/releases/*) name=\${target#"$root"/releases/} ;;
    *) name=/ ;;
  esac
  case $name in */*) printf '%s' "$target" ;; *) printf '%s' "$name" ;; esac
}
report_state() {
  say live "$(live_target)"
  say liveCommit "$(first_line "$root/current/REVISION")"
  say liveBuild "$(first_line "$root/current/BUILD")"
  if [ -d "$root/releases/$dir" ]; then
    say build "$(first_line "$root/releases/$dir/BUILD")"
    say commit "$(first_line "$root/releases/$dir/REVISION")"
  fi
  say complete yes
}
`

/** What a server really has. Empty values are null. */
export interface ServerState {
  live: string | null
  liveCommit: string | null
  liveBuild: string | null
  /** Hash and commit that the release's directory carries; null when it is not there or not whole. */
  build: string | null
  commit: string | null
  /** KB that are free, where the script measured them. */
  freeKb: number | null
}

/** Null when the report did not come whole. */
export function readState(output: string): ServerState | null {
  const report = readReport(output)
  if (report.get('complete') !== 'yes') return null
  const value = (key: string) => report.get(key) || null
  return {
    live: value('live'),
    liveCommit: value('liveCommit'),
    liveBuild: value('liveBuild'),
    build: value('build'),
    commit: value('commit'),
    freeKb: report.has('freeKb') ? Number(report.get('freeKb')) : null,
  }
}

/** Only reads. `directory` may be empty when no release is meant. */
export const probe = (path: string, directory: string): string =>
  script(path, { dir: directory || '.none' }, SPEAK, STATE, 'report_state')
