import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { recordActivity } from '../activity/activity.events.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { castHeader } from './cast.ts'
import { guardTerminals, visibleTo } from './terminals.policy.ts'
import type { TerminalPorts } from './terminals.ports.ts'

const expand = promisify(gunzip)

export function createTerminalReads({ prisma, log }: Pick<TerminalPorts, 'prisma' | 'log'>) {
  return {
    /**
     * A recording as lines of an asciicast, as far as it is stored; read no faster than it is taken. That somebody took it is a line
     * of the activity.
     * @throws CallerError NOT_FOUND, also for one that was cleared
     */
    async readRecording(viewer: Viewer, id: string): Promise<AsyncGenerator<Buffer, void, undefined>> {
      guardTerminals(viewer, 'terminal')
      const found = isId(id)
        ? await prisma.terminal.findFirst({ where: { id, ...visibleTo(viewer) }, include: { user: true } })
        : null
      if (!found || found.recordingClearedAt) throw notFound('recording')
      const { columns, rows, serverName, serverId, user } = found
      const whose = user.id === viewer.userId ? 'their own' : user.displayName
      await log.transaction((tx) =>
        recordActivity(tx, viewer, {
          ...{ kind: 'terminal.replayed', subject: serverName, subjectId: id },
          ...(serverId && { serverId }),
          message: `took the recording of a terminal on "${serverName}" (${whose})`,
        }),
      )
      return (async function* () {
        yield Buffer.from(
          castHeader({ columns, rows, startedAt: found.connectedAt ?? found.openedAt, title: serverName }),
        )
        for (let seq = 0; ; seq++) {
          const chunk = await prisma.terminalChunk.findUnique({
            where: { terminalId_seq: { terminalId: id, seq: seq + 1 } },
          })
          if (!chunk) return
          yield await expand(chunk.content)
        }
      })()
    },
  }
}
