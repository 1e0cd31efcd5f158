import { randomUUID } from 'node:crypto'
import type { Viewer } from '../kernel/viewer.ts'
import { createLiveTerminal, type LiveTerminal, type TerminalPeer } from './live-terminal.ts'
import { storeEnd } from './terminal-closing.ts'
import { type Ending, notOpened, serverRemoved, stopped } from './terminal-ends.ts'
import { stateFrame } from './terminal-frames.ts'
import { createTerminalRecorder } from './terminal-recorder.ts'
import { createTerminalWatch } from './terminal-watch.ts'
import type { TerminalPorts } from './terminals.ports.ts'

/** A terminal that ended while its page was away is kept so long, that the page may read its last words. */
const FAREWELL_MS = 30_000

/** What becomes of a page that comes for a terminal. */
export type Admission =
  | { to: LiveTerminal }
  /** It has ended: these frames say so. */
  | { ended: Buffer }
  /** There is none of this user with this id. */
  | 'unknown'
  /** Another process holds it: coming again may lead there. */
  | 'elsewhere'

/** The terminals that this process holds. */
export function createLiveTerminals(ports: TerminalPorts) {
  const { prisma, log, limits } = ports
  const processId = randomUUID()
  const held = new Map<string, LiveTerminal>()
  const live = () => [...held.values()].filter(({ ending }) => !ending)
  const watch = createTerminalWatch(ports, live)
  let draining = false

  async function hold(id: string, viewer: Viewer): Promise<LiveTerminal | { ended: Buffer } | null> {
    const claimed = await prisma.terminal.updateManyAndReturn({
      where: { id, userId: viewer.userId, processId: null, endedAt: null },
      data: { processId, aliveAt: new Date() },
    })
    const row = claimed[0]
    if (!row) return null
    const refuse = async (ending: Ending) => {
      await storeEnd(log, id, ending)
      return { ended: stateFrame({ state: 'ENDED', ...ending }) }
    }
    if (row.serverId === null) return refuse(serverRemoved)
    let address: Awaited<ReturnType<typeof ports.addressOf>>
    try {
      address = await ports.addressOf(row.serverId)
    } catch (error) {
      const ending = notOpened(error)
      if (!ending) throw error
      return refuse(ending)
    }
    const terminal = createLiveTerminal({
      ...{ id, viewer, address, limits, columns: row.columns, rows: row.rows, openShell: ports.openShell },
      recorder: (failed) => createTerminalRecorder({ prisma, terminalId: id, limits, failed }),
      connected: () =>
        void prisma.terminal
          .updateMany({ where: { id, endedAt: null }, data: { connectedAt: new Date() } })
          .catch((error: unknown) => ports.report(error, 'A terminal')),
      async ended(ending, figures, recorder) {
        setTimeout(() => held.delete(id), FAREWELL_MS).unref()
        const { storedBytes, cut } = await recorder.finish()
        await storeEnd(log, id, ending, { ...figures, recordedBytes: storedBytes, recordingCut: cut })
      },
      report: (error) => ports.report(error, 'A terminal'),
    })
    held.set(id, terminal)
    watch.look()
    return terminal
  }

  return {
    processId,
    live,

    /** Whose page may come for the terminal: the one who opened it. Connects when it is the first. */
    async admit(viewer: Viewer, id: string): Promise<Admission> {
      const here = held.get(id)
      if (here) return here.viewer.userId === viewer.userId ? { to: here } : 'unknown'
      if (draining) return 'elsewhere'
      const made = await hold(id, viewer)
      if (made) return 'ended' in made ? made : { to: made }
      // Another page of the same user may have been faster.
      const now = held.get(id)
      if (now) return { to: now }
      const row = await prisma.terminal.findFirst({ where: { id, userId: viewer.userId } })
      if (!row) return 'unknown'
      if (row.endedAt === null || row.end === null) return 'elsewhere'
      const ending = { end: row.end, message: row.endMessage ?? '', exitCode: row.exitCode }
      return { ended: stateFrame({ state: 'ENDED', ...ending }) }
    },

    /** Tells every page, and ends everything. */
    async stop(): Promise<void> {
      draining = true
      watch.stop()
      await Promise.all(live().map((terminal) => terminal.end(stopped)))
    },
  }
}

export type LiveTerminals = ReturnType<typeof createLiveTerminals>
export type { TerminalPeer }
