import { MOST_BODY_BYTES } from '../health-check.ts'
import { LOCK, type LockHolder } from './lock.ts'
import { quote, SPEAK, script } from './script.ts'

export interface HttpRequest extends Omit<LockHolder, 'owner'> {
  path: string
  url: string
  method: 'GET' | 'HEAD'
  headers: readonly { name: string; value: string }[]
  seconds: number
  verifyCertificate: boolean
}

/** Refuses where a server has no program that asks over HTTP. */
export const NEED_HTTP = `
command -v curl > /dev/null 2>&1 || command -v wget > /dev/null 2>&1 ||
  refuse "The health check asks over HTTP from the server, which has neither curl nor wget. Install one of them, or let Sendoff ask."
`

/**
 * Asks over HTTP from the server, with curl, GNU wget or busybox's, whichever is there: the body on standard output, cut; the
 * headers, what the program says and, as the last line, its exit code on standard error. No settings of the user and no proxy
 * has a say, and no redirect is followed (but by busybox, of which the first answer counts; its -T is not there in all builds).
 * curl reads the headers, so that no list of processes shows them; wget knows no such way.
 */
export const httpRequest = (p: HttpRequest): string =>
  script(
    p.path,
    {
      ...{ environment: p.environment, fence: p.fence },
      ...{ url: p.url, method: p.method, seconds: p.seconds, most: MOST_BODY_BYTES },
      insecure: p.verifyCertificate ? '' : 'yes',
    },
    SPEAK,
    LOCK,
    'hold_lock',
    ['set --', ...p.headers.map(({ name, value }) => quote(`${name}: ${value}`))].join(' '),
    ASK,
  )

const ASK = `
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY no_proxy NO_PROXY
headers() {
  for line in "$@"; do printf '%s\\n' "$line"; done | sed 's/[\\\\"]/\\\\&/g; s/.*/header = "&"/'
}
ask() {
  if command -v curl > /dev/null 2>&1; then
    head= trust=
    [ "$method" = GET ] || head=--head
    [ -z "$insecure" ] || trust=--insecure
    headers "$@" |
      curl -q -K - -sS -g --proto =http,https --max-time "$seconds" -D /dev/stderr -o - -A Sendoff $head $trust --url "$url"
    return
  fi
  count=$#
  while [ "$count" -gt 0 ]; do
    set -- "$@" --header "$1"
    shift
    count=$((count - 1))
  done
  [ -z "$insecure" ] || set -- "$@" --no-check-certificate
  limit=
  if timeout 1 true 2>/dev/null; then limit="timeout $seconds"; fi
  case $(wget --version 2>/dev/null) in *GNU*)
    $limit wget --no-config -nv -S --method="$method" --max-redirect=0 --content-on-error --tries=1 --timeout="$seconds" -U Sendoff -O - "$@" "$url"
    return ;;
  esac
  [ "$method" = GET ] || set -- "$@" --spider
  $limit wget -S -U Sendoff -O - "$@" "$url"
}
{
  told=$({ { ask "$@" 2>&5; printf '\\nexit %s\\n' "$?" >&5; } | head -c "$most" >&4; } 5>&1)
} 4>&1
printf '%s\\n' "$told" | head -c 16384 >&2
exit 0
`
