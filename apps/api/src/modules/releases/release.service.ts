import { createReleaseMarking } from './aftermath/release.marking.ts'
import { createReleaseApproval } from './approval/release.approval.ts'
import { createApprovalReads } from './approval/release-approval.reads.ts'
import { createReleaseControl } from './control/release.control.ts'
import { createReleaseCreation } from './creation/release.creation.ts'
import { createReleaseRetry } from './creation/release.retry.ts'
import { createReleaseRollback } from './creation/release.rollback.ts'
import { createReleaseDrift } from './drift/release.drift.ts'
import { createDriftFix } from './drift/release.drift-fix.ts'
import { createReleaseExpectations } from './history/release.expectations.ts'
import { createReleaseHistory } from './history/release.history.ts'
import { createReleaseOverride } from './holds/release.override.ts'
import { createHoldReads } from './holds/release-hold.reads.ts'
import { createLogSearch } from './log/release.log-search.ts'
import { createReleaseOutput } from './log/release.output.ts'
import { createReleaseCancellation } from './queue/release.cancellation.ts'
import { createReleaseFollowing } from './release.following.ts'
import type { ReleasePorts } from './release.ports.ts'
import { createReleaseReads } from './release.reads.ts'
import { createReleaseWatching } from './watching/release.watching.ts'

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
