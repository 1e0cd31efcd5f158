import { LOCK } from './lock.ts'
import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'
import { type Arrival, arrivalValues, PLACES, unpackIncoming } from './unpack.ts'

/** Reads the artifact from standard input into a file, and unpacks that. */
export const upload = (p: Arrival): string =>
  script(p.path, arrivalValues(p), SPEAK, STATE, LOCK, PLACES, RECEIVE, ...unpackIncoming(p))

export const RECEIVE = `
cat > "$incoming" || refuse "The build could not be stored at $incoming. Is the disk full?"
`
