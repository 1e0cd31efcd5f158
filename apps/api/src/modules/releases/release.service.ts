import { createReleaseCancellation } from './release.cancellation.ts'
import { createReleaseCreation } from './release.creation.ts'
import type { ReleasePorts } from './release.ports.ts'
import { createReleaseRetry } from './release.retry.ts'
import { createReleaseRollback } from './release.rollback.ts'

/** What people do with releases. Workers have their own: release.queue.ts and release.runs.ts. */
export const createReleaseService = (ports: ReleasePorts) => ({
  ...createReleaseCreation(ports),
  ...createReleaseCancellation(ports),
  ...createReleaseRetry(ports),
  ...createReleaseRollback(ports),
})

export type ReleaseService = ReturnType<typeof createReleaseService>
