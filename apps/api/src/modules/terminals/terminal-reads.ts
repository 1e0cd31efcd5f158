import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { castHeader } from './cast.ts'
import { guardTerminals, visibleTo } from './terminals.policy.ts'
import type { TerminalPorts } from './terminals.ports.ts'

const expand = promisify(gunzip)

export function createTerminalReads({ prisma }: Pick<TerminalPorts, 'prisma'>) {
  return {
    /**
     * A recording as lines of an asciicast, as far as it is stored; read no faster than it is taken.
     * @throws CallerError NOT_FOUND, also for one that was cleared
     */
    async readRecording(viewer: Viewer, id: string): Promise<AsyncGenerator<Buffer, void, undefined>> {
      guardTerminals(viewer, 'terminal')
      const found = isId(id) ? await prisma.terminal.findFirst({ where: { id, ...visibleTo(viewer) } }) : null
      if (!found || found.recordingClearedAt) throw notFound('recording')
      const { columns, rows, serverName } = found
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
