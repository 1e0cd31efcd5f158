import type { ReleaseStatus, StepStatus } from '../../../engine/types.ts'
import type { Prisma, PrismaClient, Transaction } from '../../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../../streams/event-log.ts'
import { type Hold, type HoldFacts, holdAt, type Override } from '../../freezes/hold.ts'
import { loadHoldFacts } from '../../freezes/hold-facts.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { trainHolds } from '../../trains/train.gate.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'

/** A hold as it is stored and told. */
export interface ToldHold {
  kind: Hold['kind']
  reason: string
  /** ISO 8601. */
  until: string | null
  strict: boolean
}

export const toldOf = (hold: Hold | null): ToldHold | null =>
  hold && { ...hold, until: hold.until === null ? null : new Date(hold.until).toISOString() }

export const overrideOf = (stored: Prisma.JsonValue | null) => stored as unknown as Override | null

const words: Record<Hold['kind'], string> = {
  LOCK: 'The environment is locked',
  FREEZE: 'Releases are frozen',
  WINDOW: 'The environment is closed now',
  QUEUE: 'Another release is before it',
  TRAIN: 'It has its place in a train',
}

/** A hold in a sentence. */
export const holdSentence = ({ kind, reason, until }: ToldHold) =>
  `${words[kind]}${until ? ` until ${until}` : ''}: ${reason}`

interface Waiting {
  id: string
  environmentId: string
  override: Override | null
  toldHold: ToldHold | null
}

/** What holds each queued release back at this moment; null: nothing but, perhaps, the releases before it. */
export async function judgeWaiting(db: Transaction): Promise<(Waiting & { hold: Hold | null })[]> {
  const waiting = await db.$queryRaw<Waiting[]>`
    SELECT id, "environmentId", override, "toldHold" FROM "Release" WHERE status = 'QUEUED'`
  const facts = await loadHoldFacts(db, [...new Set(waiting.map((each) => each.environmentId))])
  const now = waiting.length > 0 ? (await databaseNow(db)).getTime() : 0
  const trains = await trainHolds(
    db,
    waiting.map((each) => each.id),
  )
  // Most releases have no override and share what holds their environment.
  const shared = new Map([...facts].map(([id, each]) => [id, holdAt(each, null, now)]))
  return waiting.map((each) => {
    const rules = facts.get(each.environmentId)
    const hold = each.override && rules ? holdAt(rules, each.override, now) : (shared.get(each.environmentId) ?? null)
    return { ...each, hold: trains.get(each.id) ?? hold }
  })
}

/** What holds one environment's releases, judged by the clock of the database; `at` for a later moment. */
export async function holdOf(
  db: Transaction | PrismaClient,
  environmentId: string,
  { override = null, at = null }: { override?: Override | null; at?: Date | null } = {},
): Promise<{ hold: Hold | null; facts: HoldFacts | null; now: number }> {
  const facts = (await loadHoldFacts(db, [environmentId])).get(environmentId) ?? null
  const now = (await databaseNow(db)).getTime()
  return { hold: facts && holdAt(facts, override, Math.max(now, at?.getTime() ?? 0)), facts, now }
}

const same = (a: ToldHold | null, b: ToldHold | null) =>
  a?.kind === b?.kind && a?.reason === b?.reason && a?.until === b?.until && a?.strict === b?.strict

/** Tells those who follow queued releases what holds them, where that has changed. Returns of how many. */
export async function tellHolds(log: EventLog): Promise<number> {
  const judged = await log.transaction((tx) => judgeWaiting(tx.db))
  const news = judged.filter(({ hold, toldHold }) => !same(toldOf(hold), toldHold))
  // One at a time: a transaction that told two rooms would lock them in an order of its own.
  for (const { id, hold } of news) await log.transaction((tx) => tell(tx, id, toldOf(hold)))
  return news.length
}

async function tell(tx: LogTransaction, id: string, hold: ToldHold | null): Promise<void> {
  const [row] = await tx.db.$queryRaw<{ status: ReleaseStatus; toldHold: ToldHold | null }[]>`
    SELECT status, "toldHold" FROM "Release" WHERE id = ${id} FOR UPDATE`
  if (row?.status !== 'QUEUED' || same(hold, row.toldHold)) return
  await writeHold(tx, id, hold)
  await tx.append(releaseStream(id), [releaseChanged('QUEUED', hold && holdSentence(hold))])
  await announceRelease(tx, id)
}

/** What holds it stands on the release and on its first step. The release's row is locked. */
export async function writeHold(
  tx: LogTransaction,
  id: string,
  hold: ToldHold | null,
  status: ReleaseStatus = 'QUEUED',
) {
  await tx.db.$executeRaw`UPDATE "Release" SET "toldHold" = ${hold && JSON.stringify(hold)}::jsonb WHERE id = ${id}`
  await blockStart(tx, id, status, hold && holdSentence(hold))
}

/** The first step is BLOCKED and says why, or with null PENDING again. */
export async function blockStart(
  tx: LogTransaction,
  id: string,
  releaseStatus: ReleaseStatus,
  message: string | null,
): Promise<void> {
  const stepStatus: StepStatus = message === null ? 'PENDING' : 'BLOCKED'
  const { count } = await tx.db.step.updateMany({
    where: { releaseId: id, key: 'start', status: { in: ['PENDING', 'BLOCKED'] } },
    data: { status: stepStatus, message },
  })
  if (count === 0) return
  await tx.append(releaseStream(id), [
    { kind: 'step', payload: { releaseStatus, stepKey: 'start', stepStatus, message } },
  ])
}
