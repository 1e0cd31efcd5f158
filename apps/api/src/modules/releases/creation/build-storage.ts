import type { LogTransaction } from '../../../streams/event-log.ts'
import type { JournalEntry } from '../journal/journal-batch.ts'
import type { Claim } from '../queue/release.queue.ts'

/** Writes down which build a release ships. Who made a build, and how long it took, is written once and stays. */
export async function storeBuild(
  tx: LogTransaction,
  { releaseId, storeId }: Claim,
  { artifact, at }: Extract<JournalEntry, { type: 'built' }>,
): Promise<void> {
  const { commit, commitSubject, commitAuthor, commitSignatures, environment, steps } =
    await tx.db.release.findUniqueOrThrow({
      where: { id: releaseId },
      select: {
        ...{ commit: true, commitSubject: true, commitAuthor: true, commitSignatures: true },
        environment: { select: { projectId: true } },
        steps: { where: { key: 'fetch' }, select: { startedAt: true } },
      },
    })
  const { projectId } = environment
  const { cacheKey, sha256, sizeBytes, fileCount } = artifact
  // A release that found the package in the cache has fetched nothing.
  const beganAt = steps[0]?.startedAt?.getTime()
  const build = await tx.db.build.upsert({
    where: { projectId_cacheKey_sha256: { projectId, cacheKey, sha256 } },
    create: {
      ...{ projectId, cacheKey, sha256, fileCount, commit, subject: commitSubject, author: commitAuthor },
      signatures: commitSignatures ?? undefined,
      sizeBytes: BigInt(sizeBytes),
      madeById: releaseId,
      tookMs: beganAt === undefined ? null : Math.max(0, at.getTime() - beganAt),
    },
    update: {},
  })
  await tx.db.release.update({ where: { id: releaseId }, data: { buildId: build.id } })
  if (storeId === null) return
  await tx.db.$executeRaw`
    INSERT INTO "BuildCopy" (sha256, "storeId") SELECT ${sha256}, id FROM "BuildStore" WHERE id = ${storeId}
    ON CONFLICT DO NOTHING`
}
