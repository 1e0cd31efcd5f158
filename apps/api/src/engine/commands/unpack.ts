import type { LockHolder } from './lock.ts'
import { EXIT, quote } from './script.ts'

/** A build that arrives on a server, whichever way it came. */
export interface Arrival extends Omit<LockHolder, 'owner'> {
  path: string
  directory: string
  commit: string
  /** Of the build; the release says so in `BUILD`. */
  sha256: string
  /** SHA-256 of the file that arrives; the build's own when absent. */
  fileSha256?: string
  sharedPaths: readonly string[]
  /** Distinguishes the tries of one release, so that a dying one cannot harm the next. */
  attempt: string
}

/** The values that the scripts of an arrival are made of. */
export const arrivalValues = (p: Arrival) => ({
  dir: p.directory,
  environment: p.environment,
  fence: p.fence,
  commit: p.commit,
  sha256: p.sha256,
  fileName: fileName(p.directory, p.fileSha256 ?? p.sha256),
  fileSha256: p.fileSha256 ?? p.sha256,
  attempt: p.attempt,
})

/** Where a file arrives, below `.sendoff/incoming`: the same for every try of one release, so that the next can go on. */
export const fileName = (directory: string, fileSha256: string): string =>
  `${directory}.${fileSha256.slice(0, 16)}.tar.gz`

/**
 * Names the places of an arrival and tidies up what is left of earlier ones. The artifact is expected as the file
 * `$incoming`, which goes at the end, whatever happens, unless `$keeps` says that somebody else still needs it.
 */
export const PLACES = `
hold_lock
release="$root/releases/$dir"
incoming="$root/.sendoff/incoming/$fileName"
keeps=
zip=z
partial="$root/releases/.$dir.$attempt.partial"
parts="$root/.sendoff/incoming/$dir.$attempt.parts"
drop_incoming() { [ -n "$keeps" ] || rm -rf "$incoming"; }
trap 'drop_incoming; rm -rf "$partial" "$parts"' EXIT
trap 'exit 130' HUP INT TERM PIPE
rm -rf "$root/releases/.$dir".*.partial
for left in "$root/.sendoff/incoming/$dir".*; do
  case $left in "$incoming" | *.swarm) ;; *) rm -rf "$left" ;; esac
done
`

/**
 * What happens to the file `$incoming`: its hash is compared, it is unpacked under a temporary name, the shared paths are
 * linked, and only then it gets its own name: a directory with the release's name is always whole. `between` may make
 * another file of what arrived, plain tar when it empties `$zip`.
 */
export const unpackIncoming = (p: Arrival, ...between: string[]): string[] => [
  VERIFY,
  ...between,
  UNPACK,
  SHARE,
  ...p.sharedPaths.map(linkShared),
  FINISH,
]

const VERIFY = `
sha256_of() {
  if command -v sha256sum > /dev/null 2>&1; then sha256sum < "$1"
  elif command -v shasum > /dev/null 2>&1; then shasum -a 256 < "$1"
  else openssl dgst -sha256 -r < "$1"
  fi | cut -c 1-64
}
received=$(sha256_of "$incoming")
[ "$received" = "$fileSha256" ] ||
  refuse "What arrived is not what was sent: its SHA-256 is $received, expected was $fileSha256." ${EXIT.damaged}
`

const UNPACK = `
mkdir "$partial" && tar "-x\${zip}of" "$incoming" -C "$partial" ||
  refuse "The build could not be unpacked to $root/releases. Is the disk full?"
drop_incoming
for marker in REVISION BUILD; do
  if [ -d "$partial/$marker" ]; then
    refuse "The build has a directory $marker at its top, where a release keeps a file of that name. Rename it in the build."
  fi
  rm -f "$partial/$marker"
done
`

// A build could carry a link in place of a shared path's parent; nothing outside of the release may be removed or linked.
const SHARE = `
inside() {
  at=$partial
  rest=$1/
  while [ -n "$rest" ]; do
    at=$at/\${rest%%/*}
    rest=\${rest#*/}
    [ ! -L "$at" ] || return 1
  done
  mkdir -p "$partial/$1"
}
stay_inside() {
  inside "$2" || refuse "The shared path $1 leads out of the release, because the build has a link on the way."
}
share() {
  stay_inside "$@"
  rm -rf "$partial/$1" && ln -s "$3" "$partial/$1" || refuse "The shared path $1 could not be linked."
}
share_directory() {
  stay_inside "$@"
  if [ ! -e "$root/shared/$1" ]; then
    mkdir -p "$root/shared/$2" || refuse "The shared directory $1 could not be made."
    rm -rf "$root/shared/.seed"
    if [ -d "$partial/$1" ] && [ ! -L "$partial/$1" ]; then cp -pR "$partial/$1" "$root/shared/.seed"
    else mkdir "$root/shared/.seed"
    fi && mv "$root/shared/.seed" "$root/shared/$1" || refuse "The shared directory $1 could not be made."
  fi
  share "$@"
}
`

/** The link is relative, so that the whole place may be moved. */
function linkShared(entry: string): string {
  const path = entry.replace(/\/+$/, '')
  const parents = path.split('/').slice(0, -1)
  const target = `${'../'.repeat(parents.length + 2)}shared/${path}`
  const words = [path, parents.join('/') || '.', target].map(quote).join(' ')
  return `${entry.endsWith('/') ? 'share_directory' : 'share'} ${words}`
}

const FINISH = `
printf '%s\\n' "$commit" > "$partial/REVISION" && printf '%s\\n' "$sha256" > "$partial/BUILD" ||
  refuse "The build could not be completed. Is the disk full?"
if [ -e "$release" ]; then
  read_live
  [ "$live" != "$dir" ] || refuse "$release is live with another build and is not replaced. Create a new release."
  rm -rf "$release"
fi
mv "$partial" "$release" || refuse "$release could not be made."
`
