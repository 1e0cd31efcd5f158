import type { LogTransaction } from '../../../streams/event-log.ts'
import type { Claim } from '../queue/release.queue.ts'
import type { JournalEntry } from './journal-batch.ts'

/** What a batch told of a peer-to-peer distribution: each entry tells everything, so of several only the last matters. */
export const lastSwarm = (entries: JournalEntry[]) => entries.findLast((entry) => entry.type === 'swarm')

export async function storeSwarm(
  tx: LogTransaction,
  { releaseId }: Claim,
  last: ReturnType<typeof lastSwarm>,
): Promise<void> {
  if (last) await tx.db.release.update({ where: { id: releaseId }, data: { swarm: { ...last.figures } } })
}
