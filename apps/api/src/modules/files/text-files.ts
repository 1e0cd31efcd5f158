import { createHash, randomUUID } from 'node:crypto'
import type { RemoteFile, RemoteFileFacts, RemoteFiles } from '../../engine/remote-files.ts'
import { conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { asideOf } from './aside.ts'
import { type FileAccess, quoted } from './file-access.ts'
import { requireFile } from './file-changes.ts'
import { MAX_TEXT_BYTES, pathInput, type SaveInput, saveInput } from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import { absolutePath, requireNewName } from './remote-path.ts'

export interface TextFile {
  path: string
  text: string
  size: number
  /** Of the content: changes when it does. */
  version: string
  mode: number
}

const PIECE_BYTES = 32 * 1024
const NEW_TEXT_MODE = 0o644
const versionOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 32)

/** Undefined: it is not UTF-8, or holds what is in no text. */
function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

async function readWhole(files: RemoteFiles, path: string): Promise<TextFile & { facts: RemoteFileFacts }> {
  const facts = await requireFile(files, path)
  if (facts.kind !== 'FILE') throw conflict(`${quoted(path)} is no file that has text.`)
  const file = await files.open(path, 'READ')
  try {
    const bytes = await file.read(0, MAX_TEXT_BYTES + 1)
    if (bytes.length > MAX_TEXT_BYTES)
      throw conflict(`${quoted(path)} has more than 400 kB, which is too much to edit as text. Download it instead.`)
    const text = decode(bytes)
    if (text === undefined) throw conflict(`${quoted(path)} is no text in UTF-8. Download it instead.`)
    return { path, text, facts, size: bytes.length, version: versionOf(bytes), mode: facts.mode }
  } finally {
    await file.close()
  }
}

async function keepOwner(file: RemoteFile, path: string, { uid, gid }: RemoteFileFacts): Promise<void> {
  const own = await file.facts()
  if (uid === null || gid === null || (own.uid === uid && own.gid === gid)) return
  await file.change({ owner: { uid, gid } }).catch(() => {
    throw conflict(
      `${quoted(path)} belongs to somebody else (${uid}:${gid}), and would not any more once it is saved from here. Change it by a terminal.`,
    )
  })
}

/** Where a link leads is what is edited; a link that leads nowhere stays as it is. */
async function placeOf(files: RemoteFiles, asked: string): Promise<string> {
  const path = absolutePath(asked, files.home)
  return (await files.facts(path))?.kind === 'LINK' ? files.resolve(path) : path
}

export function createTextFiles(access: FileAccess) {
  return {
    async readTextFile(viewer: Viewer, serverId: string, path: string): Promise<TextFile> {
      guardFiles(viewer, 'readTextFile')
      const input = parseInput(pathInput, { path })
      return access.toLook(viewer, serverId, async (files) => readWhole(files, await placeOf(files, input.path)))
    },

    /**
     * Written aside and renamed into place; mode and owner stay. Without `version` it must be a new file.
     * @throws CallerError CONFLICT with `text` and `version` when it is not what was read any more
     */
    async saveTextFile(viewer: Viewer, serverId: string, given: SaveInput): Promise<TextFile> {
      guardFiles(viewer, 'saveTextFile')
      const input = parseInput(saveInput, given)
      return access.toChange(viewer, serverId, input.confirmProduction, async (files, server) => {
        const path = await placeOf(files, input.path)
        const old = (await files.facts(path)) ? await readWhole(files, path) : null
        if (!old) requireNewName(path, 'path')
        if ((old?.version ?? null) !== (input.version ?? null)) {
          const why = old ? 'is not what you read any more' : 'is not there any more'
          throw conflict(`${quoted(path)} ${why}. Compare, and save again.`, {
            ...{ text: old?.text ?? null, version: old?.version ?? null },
          })
        }
        const bytes = Buffer.from(input.text)
        const aside = asideOf(path, [viewer.userId, randomUUID()])
        const file = await files.open(aside, 'CREATE')
        try {
          for (let at = 0; at < bytes.length; at += PIECE_BYTES)
            await file.write(at, bytes.subarray(at, at + PIECE_BYTES))
          if (old) await keepOwner(file, path, old.facts)
          await file.change({ mode: old?.mode ?? NEW_TEXT_MODE })
          await file.close()
          await files.rename(aside, path, { replace: old !== null })
        } catch (error) {
          await file.close()
          await files.removeFile(aside).catch(() => {})
          throw error
        }
        const message = `edited ${quoted(path)} on "${server.name}", ${bytes.length} bytes`
        await access.record(viewer, server, path, {
          kind: 'file.edited',
          message,
          ...{ before: { size: old?.size ?? null }, after: { size: bytes.length } },
        })
        return {
          path,
          text: input.text,
          size: bytes.length,
          version: versionOf(bytes),
          mode: old?.mode ?? NEW_TEXT_MODE,
        }
      })
    },
  }
}
