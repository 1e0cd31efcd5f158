import { conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type FileAccess, quoted } from './file-access.ts'
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
  /** The bytes from `start` to before `end`; writes down that they were taken. @throws what the connection or the watch throws */
  bytes(start: number, end: number): Promise<AsyncGenerator<Buffer>>
  close(): Promise<void>
}

export function createDownloads(access: FileAccess, ports: FilePorts) {
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
              try {
                for await (const piece of readPiped(file, start, end)) {
                  watch.over.throwIfAborted()
                  yield piece
                }
              } finally {
                watch.stop()
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
