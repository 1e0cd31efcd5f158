import { LOCK } from './lock.ts'
import { EXIT, SPEAK, script } from './script.ts'
import { STATE } from './state.ts'
import { type Arrival, arrivalValues, PLACES, unpackIncoming } from './unpack.ts'
import { RECEIVE, type Transfer } from './upload.ts'

export interface Rebuild extends Arrival, Transfer {
  /** The release that parts are taken over from. */
  base: string
  /** SHA-256 of the artifact's tar before it was compressed, and its length in bytes. */
  tarSha256: string
  tarBytes: number
}

/**
 * Reads a delta from standard input and makes the artifact's tar of it and of the files of an earlier release: copies, so
 * that a file that the running app changes stays the earlier release's own. Only a tar with the expected hash is unpacked;
 * else this ends with `EXIT.notRebuilt`, and nothing has changed.
 */
export const rebuild = (p: Rebuild): string =>
  script(
    p.path,
    {
      ...arrivalValues(p),
      fileBytes: p.fileBytes,
      offset: p.offset,
      base: p.base,
      tarSha256: p.tarSha256,
      tarBytes: p.tarBytes,
    },
    SPEAK,
    STATE,
    LOCK,
    PLACES,
    RECEIVE,
    ...unpackIncoming(p, SPLICE),
  )

// Perl reads the parts where they are; without it each becomes a file first, which takes longer. `head` because a file that
// grew must not fill the disk.
const SPLICE = `
cannot_rebuild() {
  refuse "What the server has of $base is not what was shipped, so the whole build is needed." ${EXIT.notRebuilt}
}
join_parts() {
  if command -v perl > /dev/null 2>&1; then gzip -dc "$incoming" | perl -e '
    sub part { read(STDIN, my $h, 512) == 512 or exit 1; oct(substr($h, 124, 11)) }
    sub each_piece { my ($n, $take) = @_;
      for (my $left = $n; $left > 0;) {
        my $got = read(STDIN, my $piece, $left < 65536 ? $left : 65536) or exit 1;
        $take->($piece); $left -= $got;
      }
      read(STDIN, my $rest, (512 - $n % 512) % 512);
    }
    binmode STDIN; binmode STDOUT;
    my $list = ""; each_piece(part(), sub { $list .= $_[0] });
    for my $name (split /\\0/, $list) {
      if ($name !~ m{^base/}s) { each_piece(part(), sub { print $_[0] }); next }
      open(my $file, "<", $name) or exit 1;
      binmode $file;
      while (read($file, my $piece, 65536)) { print $piece }
    }'
  else tar -xzof "$incoming" && xargs -0 cat < list
  fi
}
mkdir "$parts" && cd "$parts" && ln -s "$root/releases/$base" base || cannot_rebuild
join_parts | head -c "$tarBytes" > tar
[ "$(sha256_of tar)" = "$tarSha256" ] || cannot_rebuild
mv tar "$incoming" && zip= || cannot_rebuild
cd / && rm -rf "$parts"
say joined yes
`
