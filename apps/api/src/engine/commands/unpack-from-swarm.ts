import { swarmPlace } from './join-swarm.ts'
import { LOCK } from './lock.ts'
import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'
import { type Arrival, arrivalValues, PLACES, unpackIncoming } from './unpack.ts'

/** Unpacks what a swarm brought, with the same distrust as what was uploaded, and leaves it there for the others. */
export const unpackFromSwarm = (p: Arrival): string =>
  script(
    p.path,
    { ...arrivalValues(p), place: swarmPlace(p) },
    SPEAK,
    STATE,
    LOCK,
    PLACES,
    TAKE_FROM_SWARM,
    ...unpackIncoming(p),
  )

const TAKE_FROM_SWARM = `
incoming="$root/$place/artifact"
keeps=yes
`
