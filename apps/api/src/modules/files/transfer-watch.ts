import { ConnectionLost } from '../../engine/errors.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { accessSelect, mayOperate } from '../servers/server-access.ts'
import type { AtWork } from './file-access.ts'
import type { FilePorts } from './files.ports.ts'

/** A transfer is judged anew so often. */
const LOOK_MS = 800

/**
 * Fires when the connection is gone, or within a second when the right to go on is: signed out, disabled, another role, a grant
 * that ended, a server that was removed.
 */
export function watchTransfer(
  { prisma, rolesInForce }: FilePorts,
  viewer: Viewer,
  at: AtWork,
): { over: AbortSignal; stop(): void } {
  const over = new AbortController()
  const end = (why: string) => over.abort(new ConnectionLost(why))

  async function look() {
    const [roles, grants, server] = await Promise.all([
      rolesInForce([viewer]),
      prisma.accessGrant.findMany({
        where: { userId: viewer.userId, revokedAt: null, endsAt: { gt: new Date() } },
        select: { environmentId: true },
      }),
      prisma.server.findUnique({ where: { id: at.server.id }, select: accessSelect }),
    ])
    const role = roles.get(viewer.sessionId ?? viewer.apiTokenId ?? '')
    if (!role || !server) return end('The session ended, or the server was removed.')
    const now = { ...viewer, role, grantedEnvironmentIds: grants.map(({ environmentId }) => environmentId) }
    if (!hasRole(now, 'DEVELOPER') || !mayOperate(now, server)) end('You may not work on the server any more.')
  }

  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    // A database that is away for a moment is asked again.
    void look()
      .catch(() => {})
      .then(() => {
        looking = false
      })
  }, LOOK_MS).unref()
  const broke = () => end('The connection to the server was lost.')
  if (at.lost.aborted) broke()
  at.lost.addEventListener('abort', broke, { once: true })
  return {
    over: over.signal,
    stop() {
      clearInterval(timer)
      at.lost.removeEventListener('abort', broke)
    },
  }
}
