import { CallerError, conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type AtWork, type FileAccess, quoted } from './file-access.ts'
import { requireFile } from './file-changes.ts'
import { toCallerError } from './file-failures.ts'
import { pathInput } from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import type { FilePorts } from './files.ports.ts'
import { readPiped } from './piped-reading.ts'
import { absolutePath, nameOf } from './remote-path.ts'
import { watchTransfer } from './transfer-watch.ts'

/** A file that was found and is open. Either `bytes` is read or `close` is called. */
export interface Download {
  name: string
  size: number
  modifiedAt: Date
  /**
   * The bytes from `start` to before `end`; writes down that they were taken, and how far if not to the end.
   * @throws what the connection or the watch throws
   */
  bytes(start: number, end: number): Promise<AsyncGenerator<Buffer>>
  close(): Promise<void>
}

const wentAway = 'Who took it went away.'
const failed = 'Reading it failed.'

export function createDownloads(access: FileAccess, ports: FilePorts) {
  /** What was given away is known to the byte; what of it arrived, nobody knows. */
  const tellBroken = (
    viewer: Viewer,
    { server }: AtWork,
    path: string,
    reason: string,
    bytes: { sent: number; of: number },
  ) =>
    access
      .record(viewer, server, path, {
        ...{ kind: 'file.downloadBroken', reason, after: bytes },
        message: `got ${bytes.sent} of ${bytes.of} bytes of ${quoted(path)} from "${server.name}": ${reason}`,
      })
      .catch((error: unknown) => ports.report(error, 'That a download broke could not be written down'))

  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT, UNREACHABLE */
    async openDownload(viewer: Viewer, serverId: string, given: string): Promise<Download> {
      guardFiles(viewer, 'readTextFile')
      const { path: asked } = parseInput(pathInput, { path: given })
      const at = await access.forLonger(viewer, serverId, null)
      try {
        const path = absolutePath(asked, at.files.home)
        await requireFile(at.files, path)
        // Opening a pipe would wait for somebody to write into it, and everything else with it.
        const kind = (await at.files.facts(path, { follow: true }))?.kind
        if (kind !== 'FILE') throw conflict(`${quoted(path)} is no file that can be downloaded.`)
        const file = await at.files.open(path, 'READ')
        const { size, modifiedAt } = await file.facts()
        const close = async () => {
          await file.close()
          at.giveBack()
        }
        return {
          ...{ name: nameOf(path), size, modifiedAt, close },
          async bytes(start, end) {
            const part = start > 0 || end < size ? `, bytes ${start} to ${end} of ${size}` : `, ${size} bytes`
            const message = `downloaded ${quoted(path)} from "${at.server.name}"${part}`
            try {
              await access.record(viewer, at.server, path, { kind: 'file.downloaded', message })
            } catch (error) {
              await close()
              throw error
            }
            return (async function* () {
              const watch = watchTransfer(ports, viewer, at)
              let sent = 0
              let why = failed
              try {
                for await (const piece of readPiped(file, start, end)) {
                  watch.over.throwIfAborted()
                  sent += piece.length
                  why = wentAway
                  yield piece
                  why = failed
                }
              } catch (error) {
                const told = toCallerError(error)
                if (told instanceof CallerError) why = told.message
                throw error
              } finally {
                watch.stop()
                if (sent < end - start) await tellBroken(viewer, at, path, why, { sent, of: end - start })
                await close()
              }
            })()
          },
        }
      } catch (error) {
        at.giveBack()
        throw toCallerError(error)
      }
    },
  }
}
