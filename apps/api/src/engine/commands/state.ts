import { readReport, SPEAK, script } from './script.ts'

/**
 * `report_state` tells what `current` points to (the name alone when it is one of our directories, else the link's whole
 * target) and how the release's own directory stands.
 */
export const STATE = `
read_mark() {
  mark=
  [ -f "$1" ] || return 0
  IFS= read -r mark < "$1" || :
  case $mark in *[!A-Za-z0-9._-]*) mark= ;; esac
}
read_live() {
  live=
  [ -L "$root/current" ] || return 0
  live=$(readlink "$root/current")
  case $live in
    releases/*) name=\${live#releases/} ;;
    "$root"/releases/*) name=\${live#"$root"/releases/} ;;
    *) name=/ ;;
  esac
  case $name in */*) ;; *) live=$name ;; esac
}
report_state() {
  read_live
  say live "$live"
  read_mark "$root/current/REVISION"
  say liveCommit "$mark"
  read_mark "$root/current/BUILD"
  say liveBuild "$mark"
  if [ -d "$root/releases/$dir" ]; then
    read_mark "$root/releases/$dir/BUILD"
    say build "$mark"
    read_mark "$root/releases/$dir/REVISION"
    say commit "$mark"
  fi
  say complete yes
}
`

/** `report_builds` tells which other release directories there are, oldest first, and which builds they hold. */
export const BUILDS = `
report_builds() {
  builds=
  for place in "$root"/releases/[0-9]*; do
    name=\${place##*/}
    case $name in "$dir" | *[!0-9-]*) continue ;; esac
    read_mark "$place/BUILD"
    [ -z "$mark" ] || builds="$builds $name:$mark"
    # The newest are enough.
    [ "\${#builds}" -lt 4000 ] || builds=" \${builds#* * }"
  done
  say builds "\${builds# }"
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
  /** Other releases that are there, the live one first, then from the newest on, where the script looked for them. */
  builds: { directory: string; sha256: string }[]
  /** Who holds the lock of the directory, in a line; null for nobody, and where the script did not look. */
  holder: string | null
  /** Version of the aria2 that was found, where the script looked for one. */
  aria2: string | null
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
    builds: readBuilds(value('builds') ?? '', value('live')),
    freeKb: /^\d+$/.test(report.get('freeKb') ?? '') ? Number(report.get('freeKb')) : null,
    holder: value('holder'),
    aria2: value('aria2'),
  }
}

function readBuilds(text: string, live: string | null): ServerState['builds'] {
  const builds = text
    .split(' ')
    .flatMap((word) => {
      const [directory, sha256] = word.split(':')
      return directory && sha256 ? [{ directory, sha256 }] : []
    })
    .reverse()
  return [
    ...builds.filter(({ directory }) => directory === live),
    ...builds.filter(({ directory }) => directory !== live),
  ]
}

/** Only reads. `directory` may be empty when no release is meant. */
export const probe = (path: string, directory: string): string =>
  script(path, { dir: directory || '.none' }, SPEAK, STATE, 'report_state')
