import type { PlanStep } from '../../../engine/types.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'

/** Puts steps that the plan did not know right before the end, which from then on comes after them. */
export async function addSteps(
  tx: LogTransaction,
  { releaseId }: { releaseId: string },
  steps: readonly PlanStep[],
): Promise<void> {
  const where = { releaseId_key: { releaseId, key: 'end' } }
  const end = await tx.db.step.findUniqueOrThrow({ where, select: { position: true, parentKeys: true } })
  const added = steps.map((step, index) => ({ ...step, releaseId, position: end.position + index }))
  await tx.db.step.createMany({ data: added, skipDuplicates: true })
  const before = new Set(steps.flatMap(({ parentKeys }) => parentKeys))
  const parentKeys = [...end.parentKeys.filter((key) => !before.has(key)), ...steps.map(({ key }) => key)]
  await tx.db.step.update({
    where,
    data: { position: end.position + steps.length, parentKeys: [...new Set(parentKeys)] },
  })
}
