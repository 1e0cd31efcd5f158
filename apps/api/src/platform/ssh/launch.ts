import { randomBytes } from 'node:crypto'

/**
 * How a script is started so that nothing of it can be seen in a process list. The command line is always the same;
 * what runs comes on standard input: a line that makes the process a group leader, a line that reads the script,
 * the script's lines, and then whatever the caller streams. The script is run by `eval` in the same process.
 *
 * The command contains no line end, backslash or exclamation mark: login shells may be fish or csh.
 */
export interface Launch {
  command: string
  /** Goes to standard input first. */
  head: Buffer
  /** The process calls itself so; the first line that it prints is `<name> <pid>`. */
  name: string
}

export interface LaunchOptions {
  env?: Record<string, string>
  /** False: the script's standard input is /dev/null. */
  withInput: boolean
}

export function launch(script: string, options: LaunchOptions): Launch {
  if (script.includes('\0')) throw new TypeError('a script cannot contain a NUL byte')
  const name = `sendoff-${randomBytes(8).toString('hex')}`
  const text = `${exportsOf(options.env ?? {})}${script}`
  const run = `printf '%s %s\\n' "$0" "$$"; export SENDOFF_RUN="$0"; `
  const begin = 'eval "unset boot _e _s _n _l; $_s"'
  const [read, end] = options.withInput
    ? [`${readLines(text.split('\n').length)}${run}${begin}`, '']
    : [`${readAll}${run}exec </dev/null; ${begin}`, `# ${name}\n`]
  return {
    command: startOf(name),
    head: Buffer.from(`${lead}\n${read}\n${text}\n${end}`),
    name,
  }
}

/** The shell reads byte for byte, so that the input which follows is left for the script. */
const readLines = (count: number): string =>
  `_e=$(printf '\\n.'); _e=\${_e%.}; _s=; _n=${count}; ` +
  'while [ "$_n" -gt 0 ]; do IFS= read -r _l || exit 125; _s=$_s$_l$_e; _n=$((_n-1)); done; '

/** Nothing follows: read at once, which is several times as fast. Without its last line it was cut off and is not run. */
const readAll = `_s=$(cat); case $_s in *"# $0") _s=\${_s%"# $0"} ;; *) exit 125 ;; esac; `

function startOf(name: string): string {
  return `exec sh -c 'IFS= read -r boot && eval "$boot"' ${name}`
}

/**
 * sshd already makes each command the leader of a session of its own. Where that is not so, setsid does: it forks only
 * for a leader, so that the process, and with it the exit status, stays the same.
 */
const lead =
  `if [ -r /proc/$$/stat ]; then IFS= read -r _l </proc/$$/stat; set -- \${_l##*) }; _n=$3; set --; ` +
  'else _n=$(ps -o pgid= -p $$ 2>/dev/null | tr -d " "); fi; ' +
  'if [ "$_n" != "$$" ] && command -v setsid >/dev/null 2>&1; ' +
  `then exec setsid sh -c 'IFS= read -r boot && eval "$boot"' "$0"; fi; ` +
  'IFS= read -r boot && eval "$boot"'

function exportsOf(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([key, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) throw new TypeError(`not a variable name: ${key}`)
      return `export ${key}=${quote(value)}\n`
    })
    .join('')
}

/** One word of POSIX shell, whatever is in it. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/**
 * Ends a script that was launched: TERM to its group and session, KILL to what is left after the grace. Goes on by
 * itself when nobody listens any more. `verify` where the connection that started it is gone: process numbers are
 * reused, so one that does not carry the name is left alone.
 */
export function endScript(pid: number, name: string, options: { graceMs: number; verify: boolean }): string {
  const { graceMs, verify } = options
  const waits = Math.max(1, Math.ceil(graceMs / 200))
  return `
trap '' HUP PIPE
pid=${Math.trunc(pid)}
members() {
  if [ -r /proc/$$/stat ]; then
    for f in /proc/[0-9]*/stat; do
      { IFS= read -r l <"$f"; } 2>/dev/null || continue
      p=\${l%% *}; set -- \${l##*) }
      case $1 in Z|X) continue;; esac
      if [ "$3" = "$pid" ] || [ "$4" = "$pid" ]; then printf '%s ' "$p"; fi
    done
  else
    ps -A -o pid= -o pgid= -o stat= | while read -r p g s; do
      case $s in Z*) continue;; esac
      if [ "$g" = "$pid" ] || [ "$p" = "$pid" ]; then printf '%s ' "$p"; fi
    done
  fi
}
${verify ? ownedOnly(name) : ''}found=$(members)
[ -n "$found" ] || found=$(kill -0 "$pid" 2>/dev/null && echo "$pid")
[ -n "$found" ] || exit 0
kill -TERM $found 2>/dev/null
kill -CONT $found 2>/dev/null
n=${waits}
while [ "$n" -gt 0 ]; do
  [ -n "$(members)" ] || exit 0
  sleep 0.2 2>/dev/null || { sleep 1; n=$((n-4)); }
  n=$((n-1))
done
found=$(members)
[ -z "$found" ] || kill -KILL $found 2>/dev/null
exit 0
`
}

function ownedOnly(name: string): string {
  return `if kill -0 "$pid" 2>/dev/null && [ -r "/proc/$pid/environ" ]; then
  grep -q ${name} "/proc/$pid/environ" "/proc/$pid/cmdline" 2>/dev/null || exit 0
fi
`
}
