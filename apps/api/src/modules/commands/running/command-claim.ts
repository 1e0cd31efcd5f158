import { LeaseLost } from '../../../engine/errors.ts'
import type { RawLogTransaction } from '../../../streams/event-log.ts'
import type { CommandRunState } from '../command.state.ts'

export const LEASE_SECONDS = 30

/** What entitles a worker to write about a run. */
export interface CommandClaim {
  runId: string
  owner: string
  fence: number
}

/**
 * The run as this claim may still write about it, locked against everybody else's end of it until the commit.
 * @throws LeaseLost when somebody else has ended it
 */
export async function assertClaimed(tx: RawLogTransaction, claim: CommandClaim): Promise<{ state: CommandRunState }> {
  const [row] = await tx.db.$queryRaw<{ state: CommandRunState }[]>`
    SELECT state FROM "CommandRun"
    WHERE id = ${claim.runId} AND fence = ${claim.fence} AND "leaseOwner" = ${claim.owner}
      AND state IN ('RUNNING', 'CANCELLING')
    FOR SHARE`
  if (!row) throw new LeaseLost('This run was ended by somebody else.')
  return row
}
