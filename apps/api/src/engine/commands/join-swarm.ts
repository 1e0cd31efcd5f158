import { type Aria2Settings, aria2Settings, WHOLE } from './aria2-settings.ts'
import { LOCK, type LockHolder } from './lock.ts'
import { EXIT, SPEAK, script } from './script.ts'

export interface JoinSwarm extends Omit<LockHolder, 'owner'>, Aria2Settings {
  path: string
  directory: string
  attempt: string
  /** Null: the machine that the SSH connection comes from. */
  trackerHost: string | null
  trackerPort: number
  passkey: string
}

/** Where a server keeps what it takes part with, below its path. */
export const swarmPlace = (p: Pick<JoinSwarm, 'directory' | 'attempt'>): string =>
  `.sendoff/incoming/${p.directory}.${p.attempt}.swarm`

/**
 * Takes part in a swarm until it is ended: reads the torrent from standard input, prints aria2's summary lines as they come,
 * `whole` once the artifact is there, and a line of life in between. Its group is noted in the swarm's own directory, so that
 * it runs beside the other scripts of the release, and whoever takes the lock over ends it. When nobody listens any more it
 * ends by itself, and aria2 with it.
 */
export const joinSwarm = (p: JoinSwarm): string =>
  script(
    p.path,
    {
      place: swarmPlace(p),
      environment: p.environment,
      fence: p.fence,
      trackerHost: p.trackerHost ?? '',
      trackerPort: p.trackerPort,
      passkey: p.passkey,
      settings: aria2Settings(p).join('\n'),
      whole: WHOLE,
    },
    SPEAK,
    LOCK,
    ENTER,
    CONFIGURE,
    TAKE_PART,
  )

const ENTER = `
judge_lock
[ -z "$newer" ] || exit ${EXIT.superseded}
[ -d "$mine" ] || refuse "The lock of this release on the server is gone: somebody removed $lock." ${EXIT.lockGone}
work="$root/$place"
aria=
leave() {
  [ -z "$aria" ] || { kill -TERM "$aria"; wait "$aria"; } 2>/dev/null
  [ -e "$work/$whole" ] || rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' HUP INT TERM PIPE
umask 077
mkdir "$work" && cd "$work" || refuse "$work could not be made. Is the disk full?"
read_started "$$"
printf '%s\\n%s\\n' "$$" "$began" > pid || refuse "Nothing could be written to $work. Is the disk full?"
judge_lock
[ -z "$newer" ] || exit ${EXIT.superseded}
`

// The passkey is for nobody else on this server: it stands in a file of ours alone.
const CONFIGURE = `
cat > torrent || refuse "The torrent could not be stored at $work. Is the disk full?"
[ -n "$trackerHost" ] || trackerHost=\${SSH_CONNECTION%% *}
[ -n "$trackerHost" ] || trackerHost=127.0.0.1
case $trackerHost in *:*) trackerHost="[$trackerHost]" ;; esac
printf '%s\\n' "$settings" "stop-with-process=$$" "bt-tracker=http://$trackerHost:$trackerPort/$passkey/announce" > conf
`

// What aria2 prints is read from a file: a pipe that nobody reads would stop it, or keep it from ending.
const TAKE_PART = `
: > log
unset http_proxy https_proxy all_proxy
aria2c --conf-path=conf torrent >> log 2>&1 < /dev/null &
aria=$!
exec 3< log
told=
ticks=0
while kill -0 "$aria" 2>/dev/null; do
  last=
  while IFS= read -r line <&3; do
    case $line in "[#"*) last=$line ;; esac
  done
  if [ -n "$last" ]; then printf '%s\\n' "$last" || exit; fi
  if [ -z "$told" ] && [ -e "$whole" ]; then told=yes; printf 'whole\\n' || exit; fi
  ticks=$((ticks + 1))
  [ $((ticks % 10)) -ne 0 ] || printf '.\\n' || exit
  sleep 0.1 2>/dev/null || sleep 1
done
wait "$aria"
code=$?
aria=
refuse "aria2 ended with exit code $code. $(grep -v '^[-=[ *]' log | tail -n 1)"
`
