import { LOCK } from './lock.ts'
import { EXIT, SPEAK, script } from './script.ts'
import { STATE } from './state.ts'
import { type Arrival, arrivalValues, PLACES, unpackIncoming } from './unpack.ts'

/** A file that comes on standard input. */
export interface Transfer {
  /** How long the whole file is. */
  fileBytes: number
  /** How many bytes of it are there already, from a try that was cut off; only the others come. */
  offset: number
}

/** Reads the artifact from standard input into a file, and unpacks that. */
export const upload = (p: Arrival & Transfer): string =>
  script(
    p.path,
    { ...arrivalValues(p), fileBytes: p.fileBytes, offset: p.offset },
    SPEAK,
    STATE,
    LOCK,
    PLACES,
    RECEIVE,
    ...unpackIncoming(p),
  )

// How long lies between `ready` and `arrived` tells how fast the link is.
// What was cut off stays for the next try. What is long enough is judged by its hash, and goes when it is wrong.
export const RECEIVE = `
size_of() { if [ -f "$1" ]; then echo "$(($(wc -c < "$1")))"; else echo 0; fi; }
[ "$offset" -gt 0 ] || rm -rf "$incoming"
[ "$(size_of "$incoming")" -eq "$offset" ] || refuse "What had arrived of the build is not there any more." ${EXIT.damaged}
keeps=rest
say ready yes
cat >> "$incoming" || { keeps=; refuse "The build could not be stored at $incoming. Is the disk full?"; }
[ "$(size_of "$incoming")" -ge "$fileBytes" ] || refuse "The build was cut off while it was sent." ${EXIT.damaged}
keeps=
say arrived yes
`
