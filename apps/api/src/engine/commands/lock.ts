import { EXIT, SPEAK, script } from './script.ts'

/** Who holds a server's directory: goes into the values of every script that uses `LOCK`. */
export interface LockHolder {
  environment: string
  fence: number
  /** One line for people: which release, since when. */
  owner: string
}

/**
 * The lock of a directory on a server is `.sendoff/lock/`, with one directory per holder, `<environment>.<fence>`, made by
 * mkdir and never overwritten: of one environment the highest token owns, whoever came later or earlier; another
 * environment's means that two environments share a path, and is never touched.
 * A holder notes its running process group with the time it started, so that who takes over can end exactly that one.
 */
export const LOCK = `
lock="$root/.sendoff/lock"
mine="$lock/$environment.$fence"

judge_lock() {
  foreign= newer=
  for held in "$lock"/*.*; do
    [ -d "$held" ] || continue
    name=\${held##*/}
    token=\${name##*.}
    if [ "\${name%.*}" != "$environment" ]; then foreign=$held
    elif [ "$token" -gt "$fence" ]; then newer=$held
    fi
  done
}
refuse_foreign() {
  refuse "Another environment releases to this directory ($(head -n 1 "$foreign/owner" 2>/dev/null)). Two environments must not share a path on one server. If that release does not exist any more, remove its lock on the server: rm -r '$foreign'" ${EXIT.locked}
}
read_started() {
  began=
  if { IFS= read -r began < "/proc/$1/stat"; } 2>/dev/null; then
    # Fields are counted behind the program's name, which may contain spaces.
    set -- \${began##*) }
    began=\${20}
    # A process that has ended, and only waits to be counted by its parent, does not run.
    [ "$1" != Z ] || began=
  else
    began=$(ps -o lstart= -p "$1" 2>/dev/null)
  fi
}
runs_still() {
  read_started "$group"
  [ "$began" = "$since" ]
}
end_group() {
  [ -s "$1/pid" ] || return 0
  { read -r group; read -r since; } < "$1/pid" || return 0
  [ "$group" != "$$" ] && [ -n "$since" ] && runs_still || return 0
  kill -TERM "-$group" 2>/dev/null || kill -TERM "$group" 2>/dev/null || return 0
  waited=0
  while runs_still; do
    if [ "$waited" -ge 50 ]; then kill -KILL "-$group" 2>/dev/null || kill -KILL "$group" 2>/dev/null; return 0; fi
    waited=$((waited + 1))
    sleep 0.1 2>/dev/null || { sleep 1; waited=$((waited + 9)); }
  done
}
end_swarms() {
  for left in "$root/.sendoff/incoming"/*.swarm; do
    [ -d "$left" ] || continue
    end_group "$left"
    rm -rf "$left"
  done
}
take_lock() {
  judge_lock
  [ -z "$foreign" ] || refuse_foreign
  [ -z "$newer" ] || exit ${EXIT.superseded}
  [ -d "$mine" ] || mkdir -p "$mine" || refuse "The lock $mine could not be made."
  # Only for people: a full disk must not keep anybody from going back, or from tidying up.
  { printf '%s\\n' "$owner" > "$mine/owner"; } 2>/dev/null || :
  judge_lock
  if [ -n "$foreign" ]; then rm -rf "$mine"; rmdir "$lock" 2>/dev/null; refuse_foreign; fi
  if [ -n "$newer" ]; then rm -rf "$mine"; exit ${EXIT.superseded}; fi
  for held in "$lock/$environment".*; do
    end_group "$held"
    [ "$held" = "$mine" ] || rm -rf "$held"
  done
  # Below a path that is ours nobody else shares anything.
  end_swarms
}
hold_lock() {
  judge_lock
  [ -z "$newer" ] || exit ${EXIT.superseded}
  [ -d "$mine" ] || refuse "The lock of this release on the server is gone: somebody removed $lock." ${EXIT.lockGone}
  end_group "$mine"
  read_started "$$"
  { printf '%s\\n%s\\n' "$$" "$began" > "$mine/pid"; } 2>/dev/null || :
  # Who takes over makes its lock first and then looks for this note, so one of the two sees the other.
  judge_lock
  [ -z "$newer" ] || exit ${EXIT.superseded}
}
release_lock() { rm -rf "$mine"; rmdir "$lock" 2>/dev/null || :; }
`

/** Succeeds while the holder has the lock. */
export const checkLock = (p: Omit<LockHolder, 'owner'> & { path: string }): string =>
  script(p.path, { environment: p.environment, fence: p.fence }, SPEAK, LOCK, 'hold_lock')
