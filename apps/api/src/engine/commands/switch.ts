import { LOCK, type LockHolder } from './lock.ts'
import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'

export interface Switch extends Omit<LockHolder, 'owner'> {
  path: string
  /** A directory's name under `releases`, or another link target that `current` had before. */
  directory: string
  /** The hash that the directory must carry; null to go back to whatever was live before. */
  sha256: string | null
}

/**
 * Points `current` to a directory by one rename, in the same directory and so on the same disk: whoever looks sees the old or
 * the new release, never none. Reads it back. The same for a release and for the way back.
 */
export const switchTo = (p: Switch): string =>
  script(
    p.path,
    { dir: p.directory, environment: p.environment, fence: p.fence, sha256: p.sha256 ?? '' },
    SPEAK,
    STATE,
    LOCK,
    SWITCH,
    'report_state',
  )

const SWITCH = `
hold_lock
cd "$root" || refuse "$root cannot be entered."
case $dir in */*) target=$dir ;; *) target=releases/$dir ;; esac
[ -d "$target" ] || refuse "$root/$target is not there any more."
read_mark "$target/BUILD"
[ -z "$sha256" ] || [ "$mark" = "$sha256" ] || refuse "$root/$target does not hold the expected build."
if [ "$(readlink current 2>/dev/null)" != "$target" ]; then
  next=".current.$fence"
  sweep .current.[0-9]*
  ln -s "$target" "$next" || refuse "A link could not be made in $root."
  mv -fT "$next" current 2>/dev/null ||
    mv -fh "$next" current 2>/dev/null ||
    perl -e 'rename($ARGV[0], $ARGV[1]) or exit 1' "$next" current 2>/dev/null ||
    { rm -f "$next"; refuse "$root/current could not be replaced. Is it a directory, or not writable for $(id -un)?"; }
fi
[ "$(readlink current)" = "$target" ] || refuse "$root/current does not point to $target after the switch."
`
