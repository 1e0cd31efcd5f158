import { LeaseLost } from '../../../engine/errors.ts'
import type { ReleaseStatus } from '../../../engine/types.ts'
import type { LogTransaction, NewEvent, RawLogTransaction } from '../../../streams/event-log.ts'
import { storeBuild } from '../creation/build-storage.ts'
import type { Claim } from '../queue/release.queue.ts'
import { redrawCard } from '../release.announcement.ts'
import { outputStream, type ReleaseChange, releaseStream } from '../release.events.ts'
import { type JournalEntry, outputEvents, stepRows, targetRows } from './journal-batch.ts'
import { addSteps } from './journal-steps.ts'
import { lastSwarm, storeSwarm } from './journal-swarm.ts'

/** What events say besides ids: names that the page shows without asking. */
export interface PlanNames {
  serverOfStep(stepKey: string): string | null
  nameOf(serverId: string): string
}

/**
 * The release's row as this attempt may still write about it, locked against a newer attempt until the commit.
 * @throws LeaseLost when a newer attempt owns it or it has ended
 */
export async function assertHeld(tx: RawLogTransaction, claim: Claim): Promise<{ status: ReleaseStatus }> {
  const [row] = await tx.db.$queryRaw<{ status: ReleaseStatus }[]>`
    SELECT status FROM "Release"
    WHERE id = ${claim.releaseId} AND fence = ${claim.fence} AND "leaseOwner" = ${claim.owner}
      AND status IN ('RUNNING', 'CANCELLING')
    FOR SHARE`
  if (!row) throw new LeaseLost('Another worker has taken this release over.')
  return row
}

/**
 * Writes a batch of what a run told: the rows, the release's events and the output, all or nothing. Returns the output's new
 * head, null when the batch had none.
 */
export async function storeEntries(
  tx: LogTransaction,
  claim: Claim,
  entries: JournalEntry[],
  names: PlanNames,
): Promise<number | null> {
  const { status } = await assertHeld(tx, claim)
  for (const entry of entries) if (entry.type === 'added') await addSteps(tx, claim, entry.steps)
  await updateSteps(tx, claim, entries)
  await updateTargets(tx, claim, entries)
  for (const entry of entries) if (entry.type === 'built') await storeBuild(tx, claim, entry)
  await storeSwarm(tx, claim, lastSwarm(entries))
  const changes = changeEvents(entries, status, names)
  if (changes.length > 0) await tx.append(releaseStream(claim.releaseId), changes)
  // Servers go back: the card says so at once.
  if (entries.some(({ type }) => type === 'added')) await redrawCard(tx, claim.releaseId)
  const printed = await tx.append(outputStream(claim.releaseId), outputEvents(entries))
  return printed.at(-1)?.seq ?? null
}

/**
 * The same for a batch that is nothing but output, as most are while a command prints: both statements are sent at once, so that
 * whoever else needs the database waits for two answers, not for four.
 */
export async function storeOutput(
  tx: RawLogTransaction,
  claim: Claim,
  entries: JournalEntry[],
): Promise<number | null> {
  const [, printed] = await Promise.all([
    assertHeld(tx, claim),
    tx.append(outputStream(claim.releaseId), outputEvents(entries)),
  ])
  return printed.at(-1)?.seq ?? null
}

function changeEvents(entries: JournalEntry[], releaseStatus: ReleaseStatus, names: PlanNames): NewEvent[] {
  const events: NewEvent<ReleaseChange>[] = []
  const serverOf = (serverId: string | null) => (serverId ? { serverId, serverName: names.nameOf(serverId) } : {})
  for (const entry of entries) {
    if (entry.type === 'added') {
      for (const { key: stepKey, serverId } of entry.steps) {
        const payload = { releaseStatus, stepKey, stepStatus: 'PENDING', ...serverOf(serverId) } as const
        events.push({ kind: 'step', payload, at: entry.at })
      }
    } else if (entry.type === 'step') {
      const { key: stepKey, status: stepStatus, ...detail } = entry.change
      const server = serverOf(names.serverOfStep(stepKey))
      events.push({ kind: 'step', payload: { releaseStatus, stepKey, stepStatus, ...detail, ...server }, at: entry.at })
    } else if (entry.type === 'target') {
      const { serverId, status: targetStatus, ...detail } = entry.change
      const payload = { releaseStatus, targetStatus, ...detail, ...serverOf(serverId) }
      events.push({ kind: 'target', payload, at: entry.at })
    }
  }
  const last = lastSwarm(entries)
  if (last) events.push({ kind: 'swarm', payload: { releaseStatus, swarm: last.figures }, at: last.at })
  return events
}

async function updateSteps(tx: LogTransaction, { releaseId }: Claim, entries: JournalEntry[]): Promise<void> {
  const rows = stepRows(entries)
  if (rows.length === 0) return
  await tx.db.$executeRaw`
    UPDATE "Step" s SET
      status = c.status::"StepStatus",
      message = CASE WHEN c.sets_message THEN c.message ELSE s.message END,
      "exitCode" = CASE WHEN c.sets_exit_code THEN c.exit_code ELSE s."exitCode" END,
      percent = CASE WHEN c.sets_percent THEN c.percent ELSE s.percent END,
      "startedAt" = COALESCE(s."startedAt", c.started_at AT TIME ZONE 'UTC'),
      "finishedAt" = c.finished_at AT TIME ZONE 'UTC'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(
      key text, status text, message text, sets_message boolean, exit_code int, sets_exit_code boolean,
      percent int, sets_percent boolean, started_at timestamptz, finished_at timestamptz)
    WHERE s."releaseId" = ${releaseId} AND s.key = c.key`
}

async function updateTargets(tx: LogTransaction, { releaseId }: Claim, entries: JournalEntry[]): Promise<void> {
  const rows = targetRows(entries)
  if (rows.length === 0) return
  await tx.db.$executeRaw`
    UPDATE "ReleaseTarget" t SET
      status = c.status::"StepStatus",
      message = CASE WHEN c.sets_message THEN c.message ELSE t.message END,
      "previousDirectory" =
        CASE WHEN c.sets_previous_directory THEN c.previous_directory ELSE t."previousDirectory" END,
      "liveDirectory" = CASE WHEN c.sets_live_directory THEN c.live_directory ELSE t."liveDirectory" END,
      "sentBytes" = COALESCE(c.sent_bytes, t."sentBytes"),
      "reusedBytes" = COALESCE(c.reused_bytes, t."reusedBytes"),
      sending = COALESCE(c.sending, t.sending),
      "activatedAt" = CASE
        WHEN NOT COALESCE(c.sets_activated_at, false) THEN t."activatedAt"
        WHEN c.activated_at IS NULL THEN NULL
        ELSE COALESCE(t."activatedAt", c.activated_at AT TIME ZONE 'UTC') END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(
      server_key text, status text, message text, sets_message boolean,
      sent_bytes bigint, reused_bytes bigint, sending jsonb,
      previous_directory text, sets_previous_directory boolean, live_directory text, sets_live_directory boolean,
      activated_at timestamptz, sets_activated_at boolean)
    WHERE t."releaseId" = ${releaseId} AND t."serverKey" = c.server_key`
}
