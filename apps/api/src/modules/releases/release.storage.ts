import { planRelease } from '../../engine/plan.ts'
import type { CommitSignatures } from '../../engine/repository.ts'
import type { ReleaseSnapshot } from '../../engine/types.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { openApproval } from '../approvals/approval-waiting.ts'
import { ruleOf, type TicketWish } from '../approvals/release-rule.ts'
import { distributionOf } from '../environments/distribution.setting.ts'
import { placeOf } from '../environments/environment-place.ts'
import { storedHealthCheck } from '../environments/health-check.setting.ts'
import { storedPacking } from '../environments/packing.setting.ts'
import { rolloutOf } from '../environments/rollout.setting.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { directoryName } from './creation/directory-name.ts'
import type { EnvironmentFacts } from './creation/environment-facts.ts'
import { blockStart } from './holds/release.holds.ts'
import { announceRelease } from './release.announcement.ts'
import { releaseChanged, releaseStream } from './release.events.ts'

/** What a release will do, as it was fixed before it is stored; it can be written down. */
export interface FixedDraft {
  snapshot: Omit<ReleaseSnapshot, 'releaseId' | 'number' | 'directory' | 'pinnedDirectories'>
  /** Null: a new one, named after the moment and the number. */
  directory: string | null
  commitSubject: string | null
  commitAuthor: string | null
  commitSignatures: CommitSignatures | null
  buildId: string | null
  originId: string | null
  scheduledAt: Date | null
  note: string | null
}

/** A release before it has an id and a number. */
export interface ReleaseDraft extends FixedDraft {
  environment: EnvironmentFacts
  clientId: string | null
  /** By what ticket it is asked for. */
  ticketWish?: TicketWish | null
  /** The train that it belongs to, and its place there from 1. */
  train?: { id: string; position: number }
  /** Left out: it is created, or it rolls back. */
  activity?: 'release.retried' | 'release.repaired'
  /** What the activity says behind the actor, such as `started release #7 of Shop, production`. */
  describe(number: number): string
}

/** Stores a release, its whole plan and its first event, or nothing. Workers hear of it after the commit. */
export async function storeRelease(
  tx: LogTransaction,
  draft: ReleaseDraft,
  { viewer, now, bus }: { viewer: Viewer; now: Date; bus: Bus },
): Promise<{ id: string; number: number }> {
  const { environment } = draft
  const number = await nextNumber(tx)
  const id = uuid7(now.getTime())
  const directory = draft.directory ?? directoryName(now, number)
  const pinnedDirectories = await pinned(tx, environment)
  const snapshot: ReleaseSnapshot = { ...draft.snapshot, releaseId: id, number, directory, pinnedDirectories }
  const scheduledAt = draft.scheduledAt && draft.scheduledAt > now ? draft.scheduledAt : null
  const { ticketWish = null } = draft
  const rule = ruleOf({ kind: snapshot.kind, ticketWish }, environment.approval)
  const status = rule ? 'WAITING_APPROVAL' : scheduledAt ? 'SCHEDULED' : 'QUEUED'

  await tx.db.release.create({
    data: {
      id,
      number,
      kind: snapshot.kind,
      status,
      environmentId: environment.id,
      revision: snapshot.revision,
      commit: snapshot.commit,
      commitSubject: draft.commitSubject,
      commitAuthor: draft.commitAuthor,
      commitSignatures: (draft.commitSignatures ?? undefined) as object | undefined,
      baseCommit: environment.liveRelease?.commit ?? null,
      buildId: draft.buildId,
      directory,
      snapshot: snapshot as unknown as object,
      note: draft.note,
      ticketWish: ticketWish === null ? undefined : JSON.parse(JSON.stringify(ticketWish)),
      clientId: draft.clientId,
      createdById: viewer.userId,
      createdAt: now,
      scheduledAt,
      originId: draft.originId,
      trainId: draft.train?.id ?? null,
      trainPosition: draft.train?.position ?? null,
    },
  })
  await tx.db.step.createMany({
    data: planRelease(snapshot).map((step, position) => ({ ...step, releaseId: id, position })),
  })
  await tx.db.releaseTarget.createMany({
    data: snapshot.servers.map((server, position) => ({
      releaseId: id,
      serverKey: server.id,
      serverId: server.id,
      serverName: server.name,
      position,
    })),
  })
  const blocked = rule && (await openApproval(tx, { id, rule }))
  await tx.append(releaseStream(id), [releaseChanged(status, blocked)])
  if (blocked) await blockStart(tx, id, status, blocked)
  await announceRelease(tx, id)
  await recordActivity(tx, viewer, {
    kind: draft.activity ?? (snapshot.kind === 'ROLLBACK' ? 'release.rolled_back' : 'release.created'),
    subject: `#${number}`,
    place: placeOf(environment),
    message: draft.describe(number),
    after: {
      status,
      ...pick(snapshot, ['kind', 'revision', 'commit']),
      servers: snapshot.servers.map(({ name }) => name),
    },
    releaseId: id,
    projectId: environment.projectId,
  })
  tx.afterCommit(() => {
    bus.publish('releases', { releaseId: id, reason: 'queued' })
    // They may be in the project's room only now: their badges hear of it.
    bus.publish('access', { userId: viewer.userId, sessionId: null })
  })
  return { id, number }
}

async function nextNumber(tx: LogTransaction): Promise<number> {
  const [row] = await tx.db.$queryRaw<{ number: number }[]>`
    SELECT nextval(pg_get_serial_sequence('"Release"', 'number'))::int AS number`
  if (!row) throw new Error('The sequence of release numbers gave nothing.')
  return row.number
}

/** Directories that a clean-up must spare: what is live, the last to go back to, and what waiting releases will put back. */
async function pinned(tx: LogTransaction, environment: EnvironmentFacts): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ directory: string }[]>`
    (SELECT directory FROM "Release" WHERE id = ${environment.liveReleaseId})
    UNION
    (SELECT directory FROM "Release" WHERE "environmentId" = ${environment.id} AND status = 'SUCCEEDED'
       AND kind = 'SHIP' AND "badAt" IS NULL ORDER BY number DESC LIMIT 2)
    UNION
    (SELECT directory FROM "Release" WHERE "environmentId" = ${environment.id} AND "originId" IS NOT NULL
       AND status IN ('QUEUED', 'SCHEDULED', 'WAITING_APPROVAL', 'RUNNING', 'CANCELLING'))`
  return rows.map((row) => row.directory)
}

/** The part of the snapshot that comes from the environment as it is now. */
export const settingsOf = (environment: EnvironmentFacts) => ({
  projectId: environment.projectId,
  environmentId: environment.id,
  repositoryUrl: environment.project.repositoryUrl,
  path: environment.path,
  servers: environment.servers.map(({ server: { id, name, host, labels } }) => ({ id, name, host, labels })),
  afterFetchCommand: environment.afterFetchCommand,
  buildCommand: environment.buildCommand,
  beforeUploadCommand: environment.beforeUploadCommand,
  afterUploadCommand: environment.afterUploadCommand,
  restartCommand: environment.restartCommand,
  checkCommand: environment.checkCommand,
  sharedPaths: environment.sharedPaths,
  keepReleases: environment.keepReleases,
  concurrency: environment.concurrency,
  onFailure: environment.onFailure,
  rollout: rolloutOf(environment.rollout),
  idleTimeoutSeconds: environment.idleTimeoutSeconds,
  totalTimeoutSeconds: environment.totalTimeoutSeconds,
  packing: storedPacking(environment.packing),
  ...sourceOf(environment.project),
  healthCheck: storedHealthCheck(environment.healthCheck),
  variablesVersion: environment.variablesVersion,
  variablesOpen: true,
  distribution: distributionOf(environment.distribution),
})

/** Nothing where nothing is wanted, so that builds keep the names that they had. */
const sourceOf = ({ submodules, largeFiles }: { submodules: boolean; largeFiles: boolean }) =>
  submodules || largeFiles ? { source: { submodules, largeFiles } } : {}
