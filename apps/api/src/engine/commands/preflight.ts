import { NEED_HTTP } from './http-request.ts'
import { LOCK, type LockHolder } from './lock.ts'
import { quote, SPEAK, script } from './script.ts'
import { BUILDS, STATE } from './state.ts'

export interface Preflight extends LockHolder {
  path: string
  directory: string
  sharedPaths: readonly string[]
  /** Space that unpacking takes at least, in KB; 0 when it is not known yet. Not needed where the directory is there. */
  needKb: number
  /** The health check asks over HTTP from here. */
  needHttp?: boolean
  /** Look for what peer-to-peer distribution needs. */
  seekAria2?: boolean
}

/**
 * Everything that can be known to be wrong before anything changes, in one round trip; then makes the layout, takes the lock
 * and tells what the server has. The first thing found wrong ends it.
 */
export function preflight(p: Preflight): string {
  const sharedFiles = p.sharedPaths.filter((entry) => !entry.endsWith('/'))
  return script(
    p.path,
    { dir: p.directory, environment: p.environment, fence: p.fence, owner: p.owner, needKb: p.needKb },
    SPEAK,
    STATE,
    BUILDS,
    LOCK,
    CHECK_TOOLS,
    p.needHttp ? NEED_HTTP : '',
    CHECK_PLACE,
    ...sharedFiles.map((file) => `need_shared_file ${quote(file)}`),
    MAKE_LAYOUT,
    ...(p.seekAria2 ? [SEEK_ARIA2] : []),
    'take_lock',
    'report_builds',
    'report_state',
  )
}

const CHECK_TOOLS = `
for tool in tar gzip mv ln rm mkdir readlink head tr cut df; do
  command -v "$tool" > /dev/null 2>&1 || refuse "The program $tool is missing on the server. Install it."
done
command -v sha256sum > /dev/null 2>&1 || command -v shasum > /dev/null 2>&1 || command -v openssl > /dev/null 2>&1 ||
  refuse "The server has none of sha256sum, shasum and openssl. Install one of them."
`

const CHECK_PLACE = `
if [ -e "$root" ] && [ ! -d "$root" ]; then refuse "$root is not a directory."; fi
if [ -e "$root/current" ] && [ ! -L "$root/current" ]; then
  refuse "$root/current exists and is not a link. Move it away, then release again."
fi
need_shared_file() {
  [ -f "$root/shared/$1" ] || refuse "The shared file $root/shared/$1 is missing. Create it on the server, then release again."
}
`

const MAKE_LAYOUT = `
{ [ -d "$root/releases" ] && [ -d "$root/shared" ] && [ -d "$root/.sendoff/incoming" ]; } ||
  mkdir -p "$root/releases" "$root/shared" "$root/.sendoff/incoming" ||
  refuse "$root could not be made by $(id -un). Give this user the right to write there, or choose another path."
for place in "$root" "$root/releases" "$root/shared" "$root/.sendoff"; do
  [ -w "$place" ] || refuse "$(id -un) may not write to $place. Give this user the right to, or choose another path."
done
freeKb=$(df -Pk "$root" 2>/dev/null | { read -r _; read -r _ _ _ free _; printf '%s' "$free"; })
case $freeKb in
  '' | *[!0-9]*) ;;
  *)
    [ -d "$root/releases/$dir" ] || [ "$freeKb" -ge "$needKb" ] || refuse "Only $freeKb KB are free at $root, at least $needKb KB are needed."
    say freeKb "$freeKb"
    ;;
esac
`

// aria2c -v prints `aria2 version 1.36.0` first.
const SEEK_ARIA2 = `
if command -v aria2c > /dev/null 2>&1; then
  say aria2 "$(aria2c -v 2>/dev/null | { IFS= read -r line; printf '%s' "\${line##* }"; })"
fi
`
