import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventCursors, StoredEvent } from '../../streams/event-log.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { followInput } from './creation/release.input.ts'
import { type OutputPayload, outputStream, type ReleaseChange, releaseStream } from './release.events.ts'
import { guardReleases } from './release.policy.ts'

/** A quiet stream tells its head this often; the contract promises 25 s. */
const HEARTBEAT_MS = 20_000

/** A heartbeat's payload is null. */
export type ChangeEvent = StoredEvent<ReleaseChange | null>
export type OutputEvent = StoredEvent<OutputPayload | null>

export interface FollowingPorts {
  prisma: PrismaClient
  cursors: EventCursors
  /** Whether the viewer's session or token, and so everything that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
}

interface Wish {
  after?: number | null
  stepKey?: string | null
  signal: AbortSignal
}

/** Live streams of a release; they end when the viewer's session or rights do. */
export function createReleaseFollowing({ prisma, cursors, isInForce }: FollowingPorts) {
  /** @throws CallerError FORBIDDEN, NOT_FOUND */
  async function assertVisible(viewer: Viewer, releaseId: string): Promise<void> {
    guardReleases(viewer, 'release')
    const release = isId(releaseId)
      ? await prisma.release.findUnique({ where: { id: releaseId }, select: { id: true } })
      : null
    if (!release) throw notFound('release')
  }

  async function follow(viewer: Viewer, releaseId: string, streamId: string, { signal, ...wish }: Wish) {
    const { after, stepKey } = parseInput(followInput, wish)
    await assertVisible(viewer, releaseId)
    return cursors.follow(streamId, {
      after: after ?? null,
      key: stepKey ?? null,
      signal,
      heartbeatMs: HEARTBEAT_MS,
      scope: 'everybody',
      access: { userId: viewer.userId, stillAllowed: () => isInForce(viewer) },
    })
  }

  return {
    assertVisible,

    async followChanges(viewer: Viewer, releaseId: string, wish: Wish): Promise<AsyncIterable<ChangeEvent>> {
      return (await follow(viewer, releaseId, releaseStream(releaseId), wish)) as AsyncIterable<ChangeEvent>
    },

    async followOutput(viewer: Viewer, releaseId: string, wish: Wish): Promise<AsyncIterable<OutputEvent>> {
      return (await follow(viewer, releaseId, outputStream(releaseId), wish)) as AsyncIterable<OutputEvent>
    },

    /** For heartbeats, which come from the stream alone. */
    async statusOfStream(streamId: string) {
      const id = streamId.slice(releaseStream('').length)
      return (await prisma.release.findUniqueOrThrow({ where: { id }, select: { status: true } })).status
    },
  }
}
