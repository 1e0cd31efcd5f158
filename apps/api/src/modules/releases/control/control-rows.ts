import type { Transaction } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { type ControlRow, type ControlState, controlState } from './control-state.ts'

export const readControls = async (db: Transaction, releaseId: string): Promise<ControlState> =>
  controlState(await db.releaseControl.findMany({ where: { releaseId }, orderBy: { seq: 'asc' } }))

/** Writes one thing down behind the others. The caller holds the release's row. */
export async function say(
  tx: LogTransaction,
  releaseId: string,
  before: ControlState,
  row: Partial<ControlRow> & Pick<ControlRow, 'kind' | 'at'>,
): Promise<void> {
  await tx.db.releaseControl.create({ data: { ...row, releaseId, seq: before.head + 1 } })
}
