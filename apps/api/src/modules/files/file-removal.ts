import { FileMissing, type RemoteFiles } from '../../engine/remote-files.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type FileAccess, quoted } from './file-access.ts'
import { requireFile } from './file-changes.ts'
import { type RemoveInput, removeInput } from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import { absolutePath, canBeNamed, joined } from './remote-path.ts'

/** More than this is no work for a page. */
const MOST_REMOVED = 20_000

interface Doomed {
  path: string
  folder: boolean
}

/** What lies below, what is deepest last. Links are entries like any other: where they lead is left alone. */
async function allBelow(files: RemoteFiles, path: string, found: Doomed[]): Promise<void> {
  const { entries, more } = await files.list(path, MOST_REMOVED)
  for (const { name, kind } of entries) {
    if (!canBeNamed(name)) {
      throw conflict(`In ${quoted(path)} is a file whose name cannot be written here. Remove it by a terminal.`)
    }
    const folder = kind === 'DIRECTORY'
    found.push({ path: joined(path, name), folder })
    if (more || found.length > MOST_REMOVED) {
      throw conflict(`These are more than ${MOST_REMOVED} files. Remove them by a command or a terminal.`)
    }
    if (folder) await allBelow(files, joined(path, name), found)
  }
}

export function createFileRemoval(access: FileAccess) {
  return {
    /** @returns how many files and folders are gone. @throws CallerError CONFLICT with `count` when that was not confirmed */
    async removeFiles(viewer: Viewer, serverId: string, given: RemoveInput): Promise<number> {
      guardFiles(viewer, 'removeFiles')
      const input = parseInput(removeInput, given)
      return access.toChange(viewer, serverId, input.confirmProduction, async (files, server) => {
        const asked = [...new Set(input.paths.map((path) => absolutePath(path, files.home)))]
        if (asked.includes('/')) throw badInput([{ path: 'paths', message: 'The root is not removed.' }])
        // What lies below another one that goes is found there.
        const paths = asked.filter((path) => !asked.some((other) => path.startsWith(`${other}/`)))
        const doomed: Doomed[] = []
        for (const path of paths) {
          const folder = (await requireFile(files, path)).kind === 'DIRECTORY'
          doomed.push({ path, folder })
          if (folder) await allBelow(files, path, doomed)
        }
        const count = doomed.length
        if (input.count !== count && (count !== paths.length || (input.count ?? null) !== null)) {
          throw conflict(`This removes ${count} files and folders. Pass count: ${count} to confirm it.`, { count })
        }
        let removed = 0
        try {
          for (const { path, folder } of doomed.reverse()) {
            await (folder ? files.removeDirectory(path) : files.removeFile(path)).catch((error: unknown) => {
              if (!(error instanceof FileMissing)) throw error
            })
            removed += 1
          }
        } finally {
          // Also what was removed before the server refused the next one.
          const [path = ''] = paths
          const which = paths.length === 1 ? quoted(path) : `${paths.length} files, ${quoted(path)} first,`
          const message = `removed ${which} from "${server.name}": ${removed} of ${count} files and folders`
          if (removed > 0)
            await access.record(viewer, server, path, {
              kind: 'file.removed',
              message,
              before: { paths: paths.slice(0, 100) },
            })
        }
        return removed
      })
    },
  }
}
