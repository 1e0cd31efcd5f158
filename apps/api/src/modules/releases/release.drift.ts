import type { RemoteShell } from '../../engine/ports.ts'
import { readTruth } from '../../engine/read-truth.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { environmentFacts } from './environment-facts.ts'
import { guardReleases } from './release.policy.ts'

export interface ServerDrift {
  serverId: string
  state: 'SAME' | 'DIFFERENT' | 'MISSING' | 'UNREACHABLE'
  expectedDirectory: string | null
  liveDirectory: string | null
  liveCommit: string | null
  message: string | null
}

/** Compares what servers serve with what Sendoff believes. */
export const createReleaseDrift = ({ prisma, remote }: { prisma: PrismaClient; remote: RemoteShell }) => ({
  /**
   * Asks every server of the environment, in its order; a server that does not answer is told as such.
   * @throws CallerError FORBIDDEN, NOT_FOUND
   */
  async checkDrift(viewer: Viewer, environmentId: string): Promise<ServerDrift[]> {
    guardReleases(viewer, 'checkDrift')
    const environment = await environmentFacts(prisma, environmentId)
    const live = environment.liveReleaseId
      ? await prisma.release.findUnique({ where: { id: environment.liveReleaseId }, include: { build: true } })
      : null
    const ids = environment.servers.map(({ server }) => server.id)
    const truths = await readTruth(remote, environment.path, ids)
    return truths.map(({ serverId, reachable, liveDirectory, liveCommit, buildSha, message }) => {
      const expectedDirectory = live?.directory ?? null
      const facts = { serverId, expectedDirectory, liveDirectory, liveCommit }
      if (!reachable) return { ...facts, state: 'UNREACHABLE' as const, message }
      if (liveDirectory === null && expectedDirectory !== null) {
        return { ...facts, state: 'MISSING' as const, message: 'Nothing is live here: `current` is not there.' }
      }
      const other = liveDirectory !== expectedDirectory
      const changed = !other && buildSha !== null && live?.build != null && live.build.sha256 !== buildSha
      if (!other && !changed) return { ...facts, state: 'SAME' as const, message: null }
      const why = other
        ? 'Another release is live here.'
        : 'The directory holds another build than the one that was shipped.'
      return { ...facts, state: 'DIFFERENT' as const, message: why }
    })
  },
})
