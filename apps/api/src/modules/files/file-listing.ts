import type { RemoteFileEntry, RemoteFileFacts, RemoteFileKind, RemoteFiles } from '../../engine/remote-files.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { isProduction } from '../servers/server-access.ts'
import type { FileAccess } from './file-access.ts'
import { type FolderInput, folderInput } from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import { absolutePath, breadcrumbsOf, canBeNamed, joined, nameOf, visibleName } from './remote-path.ts'

const MOST_ENTRIES = 10_000
/** Looking up a link costs two answers of the server. */
const MOST_LINKS = 500

/** A file as callers see it. */
export interface ListedFile {
  name: string
  /** Null: it cannot be named from here. */
  path: string | null
  kind: RemoteFileKind
  size: number
  modifiedAt: Date
  mode: number
  owner: string
  group: string
  target: string | null
  /** What a link leads to; null: nothing, or it is no link. */
  targetKind: RemoteFileKind | null
}

export interface Listing {
  path: string
  home: string
  breadcrumbs: { name: string; path: string }[]
  production: boolean
  files: ListedFile[]
  more: boolean
}

const { compare } = new Intl.Collator('en', { numeric: true })
const isFolder = ({ kind, targetKind }: ListedFile) => kind === 'DIRECTORY' || targetKind === 'DIRECTORY'
/** Folders first, then by name as people count: `log2` before `log10`. */
const inOrder = (one: ListedFile, other: ListedFile) =>
  Number(isFolder(other)) - Number(isFolder(one)) || compare(one.name, other.name) || (one.name < other.name ? -1 : 1)

const listed = (folder: string, entry: RemoteFileEntry): ListedFile => {
  const { name, kind, size, modifiedAt, mode, owner, group } = entry
  return {
    ...{ kind, size, modifiedAt, mode, owner, group, target: null, targetKind: null },
    name: visibleName(name),
    path: canBeNamed(name) && canBeNamed(joined(folder, name)) ? joined(folder, name) : null,
  }
}

async function lookUp(files: RemoteFiles, path: string): Promise<Pick<ListedFile, 'target' | 'targetKind'>> {
  const [target, facts] = await Promise.all([
    files.target(path).catch(() => null),
    files.facts(path, { follow: true }).catch(() => null),
  ])
  return { target: target === null ? null : visibleName(target), targetKind: facts?.kind ?? null }
}

/** One file after something was done to it. */
export function listedOne(path: string, facts: RemoteFileFacts): ListedFile {
  const names = { owner: String(facts.uid ?? ''), group: String(facts.gid ?? '') }
  return { ...listed('/', { ...facts, ...names, name: nameOf(path) }), path }
}

export function createFileListing(access: FileAccess) {
  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT, UNREACHABLE */
    async listFiles(viewer: Viewer, serverId: string, given: FolderInput): Promise<Listing> {
      guardFiles(viewer, 'serverFiles')
      const { path: asked } = parseInput(folderInput, given)
      return access.toLook(viewer, serverId, async (files, server) => {
        const path = absolutePath(asked, files.home)
        const { entries, more } = await files.list(path, MOST_ENTRIES)
        const found = entries.map((entry) => listed(path, entry))
        const links = found.filter(({ kind, path: own }) => kind === 'LINK' && own !== null).slice(0, MOST_LINKS)
        await Promise.all(links.map(async (link) => Object.assign(link, await lookUp(files, link.path ?? ''))))
        return {
          ...{ path, home: files.home, breadcrumbs: breadcrumbsOf(path), production: isProduction(server), more },
          files: found.sort(inOrder),
        }
      })
    },
  }
}
