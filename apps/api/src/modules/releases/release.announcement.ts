import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { keepReleaseCard } from '../chat/release-card.ts'
import { notifyOfRelease } from '../notifications/release-news.ts'
import { readWayBack, type WayBackState } from './aftermath/way-back.reads.ts'

const included = {
  environment: { select: { id: true, name: true, kind: true, project: { select: { id: true, title: true } } } },
  createdBy: { select: { id: true, username: true, displayName: true } },
  origin: { select: { id: true, number: true, kind: true } },
  train: { select: { id: true, number: true, carCount: true } },
} satisfies Prisma.ReleaseInclude
/** What was fixed at creation may be large and says nothing about how the release stands. */
const omitted = { snapshot: true } satisfies Prisma.ReleaseOmit

/** A release as it stands in the transaction, with the names that people know it by. */
export type AnnouncedRelease = Prisma.ReleaseGetPayload<{ include: typeof included; omit: typeof omitted }> & {
  wayBack: WayBackState
}

/**
 * Wants to know how releases stand. It works in the transaction that changes the release: what it writes is there exactly when
 * the change is, and what it throws undoes the change. So it only writes to the database and leaves everything slow for later.
 * It may be told the same status again, when another worker goes on with a release.
 */
export type ReleaseListener = (tx: LogTransaction, release: AnnouncedRelease) => Promise<void>

/** Told in this order. Other modules add theirs here. */
const listeners: readonly ReleaseListener[] = [keepReleaseCard, notifyOfRelease]

/**
 * Tells how a release stands now. Called wherever a release is created or its status changes, behind the event in its own
 * stream and before the activity.
 */
export async function announceRelease(tx: LogTransaction, releaseId: string): Promise<void> {
  const release = await announced(tx, releaseId)
  for (const tell of listeners) await tell(tx, release)
}

/** What people said of a release that stands as it stood: its card shows it, and there is no news. */
export const redrawCard = async (tx: LogTransaction, releaseId: string): Promise<void> =>
  keepReleaseCard(tx, await announced(tx, releaseId))

async function announced(tx: LogTransaction, id: string): Promise<AnnouncedRelease> {
  const release = await tx.db.release.findUniqueOrThrow({ where: { id }, include: included, omit: omitted })
  return { ...release, wayBack: await readWayBack(tx.db, id) }
}
