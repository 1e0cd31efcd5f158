import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { badInput, CallerError } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { isProduction, requireAccess } from '../servers/server-access.ts'
import { type OpenTerminalInput, openTerminalInput } from './terminals.input.ts'
import { guardTerminals } from './terminals.policy.ts'
import type { TerminalPorts } from './terminals.ports.ts'

/** The first half of the key of a lock; the second one is made of the user: two calls at once must see each other's terminal. */
const OPENING_LOCK = 5343045

const lock = (tx: LogTransaction, userId: string) =>
  tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${OPENING_LOCK}::int, hashtext(${userId}))`

/** What is done on a PRODUCTION server is meant, and somebody said why. */
function requireIntent(serverName: string, { reason, confirmed }: { reason: string | null; confirmed: boolean }) {
  const fields = [
    ...(reason ? [] : [{ path: 'reason', message: `"${serverName}" is a PRODUCTION server. Say why.` }]),
    ...(confirmed
      ? []
      : [{ path: 'confirmed', message: `Confirm that you mean the PRODUCTION server "${serverName}".` }]),
  ]
  if (fields.length > 0) throw badInput(fields)
}

export function createTerminalOpening({ prisma, log, limits }: TerminalPorts) {
  return {
    /**
     * Makes a terminal for which the page then comes over its WebSocket; nothing is connected yet.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, RATE_LIMITED
     */
    async openTerminal(viewer: Viewer, serverId: string, given: OpenTerminalInput, address: string) {
      guardTerminals(viewer, 'openTerminal')
      const { confirmed, ...input } = parseInput(openTerminalInput, given)
      const [server] = await requireAccess(prisma, viewer, [serverId], 'open a terminal on')
      if (!server) throw new Error('no server was found')
      const production = isProduction(server)
      if (production) requireIntent(server.name, { reason: input.reason, confirmed })
      return log.transaction(async (tx) => {
        await lock(tx, viewer.userId)
        const open = await tx.db.terminal.count({ where: { userId: viewer.userId, endedAt: null } })
        if (open >= limits.perUser) {
          throw new CallerError(
            'RATE_LIMITED',
            `You have ${open} terminals open, at most ${limits.perUser} are allowed. Close one first.`,
            { retryAfterMs: 10_000 },
          )
        }
        const { id } = await tx.db.terminal.create({
          data: { ...input, serverId, serverName: server.name, userId: viewer.userId, address, production },
        })
        await recordActivity(tx, viewer, {
          kind: 'terminal.opened',
          subject: server.name,
          serverId,
          ...(input.reason && { reason: input.reason }),
          subjectId: id,
          after: { production },
          message: `opened a terminal on "${server.name}"`,
        })
        return { id }
      })
    },
  }
}
