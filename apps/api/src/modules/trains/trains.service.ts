import type { ReleasePorts } from '../releases/release.ports.ts'
import type { ReleaseService } from '../releases/release.service.ts'
import { createTrainCancellation } from './train.cancellation.ts'
import { createTrainCreation } from './train.creation.ts'
import { createTrainDecisions } from './train.decisions.ts'
import { createTrainReads } from './train.reads.ts'
import { createTrainRollback } from './train.rollback.ts'
import { createTrainTending } from './train.tending.ts'

/** Releases of several environments as one: in order, approved once, rolled back once. */
export function createTrains(ports: ReleasePorts, releases: ReleaseService) {
  const tending = createTrainTending(ports)
  return {
    ...tending,
    ...createTrainCreation(ports, tending),
    ...createTrainCancellation(ports, tending),
    ...createTrainRollback(ports, tending),
    ...createTrainDecisions(ports, releases, tending),
    ...createTrainReads(ports),
  }
}

export type Trains = ReturnType<typeof createTrains>
