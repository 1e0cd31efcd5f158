import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { LiveTerminals } from './live-terminals.ts'
import { storeEnd } from './terminal-closing.ts'
import { closedByUser, endedBy, neverUsed, processLost } from './terminal-ends.ts'
import { guardTerminals, visibleTo } from './terminals.policy.ts'
import type { TerminalPorts } from './terminals.ports.ts'

/** A process says every few seconds that it holds its terminals; one that has not for so long has died. */
const LOST_MS = 30_000
/** Whoever opens a terminal comes for it at once. */
const UNUSED_MS = 120_000
const CLEARED_AT_ONCE = 100

export function createTerminalEnding({ prisma, log, limits }: TerminalPorts, live: LiveTerminals) {
  return {
    /** Ends one's own, or as an ADMIN anybody's; whichever process holds it hears of it. @throws CallerError NOT_FOUND */
    async endTerminal(viewer: Viewer, id: string): Promise<void> {
      guardTerminals(viewer, 'endTerminal')
      const where = { id, ...visibleTo(viewer) }
      const found = isId(id) ? await prisma.terminal.findFirst({ where }) : null
      if (!found) throw notFound('terminal')
      const ending = found.userId === viewer.userId ? closedByUser : endedBy(viewer.displayName)
      const here = live.live().find((terminal) => terminal.id === id)
      if (here) return here.end(ending)
      const lost = found.aliveAt !== null && found.aliveAt.getTime() < Date.now() - LOST_MS
      if (found.processId === null || lost) await storeEnd(log, id, ending)
      else await prisma.terminal.updateMany({ where: { id, endedAt: null }, data: { endWishedById: viewer.userId } })
    },

    /** Closes terminals whose process died and those that nobody came for, and clears old recordings. For any worker. */
    async tendTerminals(): Promise<void> {
      const before = (ms: number) => new Date(Date.now() - ms)
      const left = await prisma.terminal.findMany({
        where: {
          endedAt: null,
          OR: [{ aliveAt: { lt: before(LOST_MS) } }, { processId: null, openedAt: { lt: before(UNUSED_MS) } }],
        },
        select: { id: true, processId: true },
      })
      for (const { id, processId } of left) await storeEnd(log, id, processId === null ? neverUsed : processLost)
      const old = await prisma.terminal.findMany({
        where: { endedAt: { lt: before(limits.keepDays * 24 * 3600_000) }, recordingClearedAt: null },
        select: { id: true },
        take: CLEARED_AT_ONCE,
      })
      const ids = old.map(({ id }) => id)
      if (ids.length === 0) return
      await prisma.terminalChunk.deleteMany({ where: { terminalId: { in: ids } } })
      await prisma.terminal.updateMany({ where: { id: { in: ids } }, data: { recordingClearedAt: new Date() } })
    },
  }
}
