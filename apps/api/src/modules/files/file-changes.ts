import { FileMissing, type RemoteFileFacts, type RemoteFiles } from '../../engine/remote-files.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type FileAccess, quoted } from './file-access.ts'
import { type ListedFile, listedOne } from './file-listing.ts'
import {
  type ModeInput,
  modeInput,
  type NewFolderInput,
  newFolderInput,
  type RenameInput,
  renameInput,
} from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import { absolutePath, requireNewName } from './remote-path.ts'

export const octalOf = (mode: number) => mode.toString(8).padStart(4, '0')

/** @throws FileMissing */
export async function requireFile(files: RemoteFiles, path: string): Promise<RemoteFileFacts> {
  const facts = await files.facts(path)
  if (!facts) throw new FileMissing(`${quoted(path)}: there is no such file or folder.`)
  return facts
}

const listedAt = async (files: RemoteFiles, path: string) => listedOne(path, await requireFile(files, path))

export function createFileChanges(access: FileAccess) {
  return {
    async makeDirectory(viewer: Viewer, serverId: string, given: NewFolderInput): Promise<ListedFile> {
      guardFiles(viewer, 'makeDirectory')
      const input = parseInput(newFolderInput, given)
      return access.toChange(viewer, serverId, input.confirmProduction, async (files, server) => {
        const path = absolutePath(input.path, files.home)
        requireNewName(path, 'path')
        if (await files.facts(path)) throw conflict(`There already is ${quoted(path)}. Choose another name.`)
        await files.makeDirectory(path)
        const message = `made the folder ${quoted(path)} on "${server.name}"`
        await access.record(viewer, server, path, { kind: 'file.folderMade', message, after: { path } })
        return listedAt(files, path)
      })
    },

    async renameFile(viewer: Viewer, serverId: string, given: RenameInput): Promise<ListedFile> {
      guardFiles(viewer, 'renameFile')
      const input = parseInput(renameInput, given)
      return access.toChange(viewer, serverId, input.confirmProduction, async (files, server) => {
        const [from, to] = [absolutePath(input.from, files.home), absolutePath(input.to, files.home)]
        if (from === '/') throw badInput([{ path: 'from', message: 'The root stays what it is.' }])
        requireNewName(to, 'to')
        if (to.startsWith(`${from}/`))
          throw badInput([{ path: 'to', message: 'A folder cannot be moved into itself.' }])
        await requireFile(files, from)
        if (await files.facts(to)) throw conflict(`There already is ${quoted(to)}. Choose another name.`)
        await files.rename(from, to, { replace: false })
        await access.record(viewer, server, to, {
          kind: 'file.renamed',
          message: `renamed ${quoted(from)} to ${quoted(to)} on "${server.name}"`,
          ...{ before: { path: from }, after: { path: to } },
        })
        return listedAt(files, to)
      })
    },

    async changeFileMode(viewer: Viewer, serverId: string, given: ModeInput): Promise<ListedFile> {
      guardFiles(viewer, 'changeFileMode')
      const input = parseInput(modeInput, given)
      return access.toChange(viewer, serverId, input.confirmProduction, async (files, server) => {
        const path = absolutePath(input.path, files.home)
        const facts = await requireFile(files, path)
        if (facts.kind === 'LINK')
          throw conflict(`${quoted(path)} is a link. Change the permissions of where it leads.`)
        if (facts.mode !== input.mode) {
          await files.changeMode(path, input.mode)
          await access.record(viewer, server, path, {
            kind: 'file.modeChanged',
            message: `changed the permissions of ${quoted(path)} on "${server.name}" from ${octalOf(facts.mode)} to ${octalOf(input.mode)}`,
            ...{ before: { mode: octalOf(facts.mode) }, after: { mode: octalOf(input.mode) } },
          })
        }
        return listedAt(files, path)
      })
    },
  }
}
