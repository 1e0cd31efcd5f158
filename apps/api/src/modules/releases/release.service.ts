import { createReleaseApproval } from './release.approval.ts'
import { createReleaseCancellation } from './release.cancellation.ts'
import { createReleaseControl } from './release.control.ts'
import { createReleaseCreation } from './release.creation.ts'
import { createReleaseDrift } from './release.drift.ts'
import { createDriftFix } from './release.drift-fix.ts'
import { createReleaseExpectations } from './release.expectations.ts'
import { createReleaseFollowing } from './release.following.ts'
import { createReleaseHistory } from './release.history.ts'
import { createLogSearch } from './release.log-search.ts'
import { createReleaseMarking } from './release.marking.ts'
import { createReleaseOutput } from './release.output.ts'
import { createReleaseOverride } from './release.override.ts'
import type { ReleasePorts } from './release.ports.ts'
import { createReleaseReads } from './release.reads.ts'
import { createReleaseRetry } from './release.retry.ts'
import { createReleaseRollback } from './release.rollback.ts'
import { createReleaseWatching } from './release.watching.ts'
import { createApprovalReads } from './release-approval.reads.ts'
import { createHoldReads } from './release-hold.reads.ts'

/** What people do with releases. Workers have their own: release.queue.ts and release.runs.ts. */
export function createReleaseService(ports: ReleasePorts) {
  const following = createReleaseFollowing(ports)
  return {
    ...createReleaseCreation(ports),
    ...createReleaseCancellation(ports),
    ...createReleaseControl(ports),
    ...createReleaseMarking(ports),
    ...createReleaseRetry(ports),
    ...createReleaseRollback(ports),
    ...following,
    ...createReleaseOutput({ log: ports.log, assertVisible: following.assertVisible }),
    ...createReleaseHistory({ log: ports.log, assertVisible: following.assertVisible }),
    ...createLogSearch({ prisma: ports.prisma, assertVisible: following.assertVisible }),
    ...createReleaseWatching(ports, following.assertVisible),
    ...createReleaseExpectations(ports),
    ...createReleaseDrift(ports),
    ...createDriftFix(ports),
    ...createReleaseReads(ports),
    ...createReleaseOverride(ports),
    ...createReleaseApproval(ports),
    ...createApprovalReads(ports),
    ...createHoldReads(ports),
  }
}

export type ReleaseService = ReturnType<typeof createReleaseService>
