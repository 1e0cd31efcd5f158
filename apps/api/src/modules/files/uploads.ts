import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { RemoteFile, RemoteFiles } from '../../engine/remote-files.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { asideOf } from './aside.ts'
import { type FileAccess, quoted } from './file-access.ts'
import { toCallerError } from './file-failures.ts'
import { path } from './files.input.ts'
import { guardFiles } from './files.policy.ts'
import type { FilePorts } from './files.ports.ts'
import { AHEAD_BYTES, writePiped } from './piped-writing.ts'
import { absolutePath, requireNewName } from './remote-path.ts'
import { watchTransfer } from './transfer-watch.ts'

/** So much of what is there is compared before it is gone on with. */
export const CHECKED_BYTES = 64 * 1024
const NEW_FILE_MODE = 0o644

const wholeNumber = z
  .number()
  .int('Give a whole number.')
  .min(0, 'Not below 0.')
  .max(Number.MAX_SAFE_INTEGER, 'Too large.')
const uploadInput = z.object({
  path,
  /** What tells this upload from others to the same place, such as of another version of the file. */
  id: z.string().regex(/^[\w-]{1,64}$/, 'Give 1 to 64 letters, digits, "_" or "-".'),
  size: wholeNumber,
  offset: wholeNumber,
  check: z
    .string()
    .regex(/^[0-9a-f]{8}$/, 'Give the CRC-32 as 8 hexadecimal digits.')
    .nullable(),
  overwrite: z.boolean(),
  confirmProduction: z.boolean(),
})
export type UploadInput = z.input<typeof uploadInput>

export interface UploadState {
  path: string
  /** So many bytes are there. */
  offset: number
  size: number
  /** It is in its place. */
  whole: boolean
}

export const checkOf = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0')

/** The part as it is, made when there is none. */
async function openPart(files: RemoteFiles, aside: string): Promise<RemoteFile> {
  const there = await files.facts(aside)
  if (there && there.kind !== 'FILE') throw conflict(`${quoted(aside)} is in the way. Remove it.`)
  return there ? files.open(aside, 'WRITE') : files.open(aside, 'CREATE')
}

/** Goes on only behind what was really sent. @throws CallerError CONFLICT with where to go on */
async function requireSame(
  files: RemoteFiles,
  aside: string,
  { offset, check }: { offset: number; check: string | null },
) {
  const had = (await files.facts(aside))?.size ?? 0
  if (had < offset) throw conflict(`Of this upload ${had} bytes are there. Go on from there.`, { offset: had })
  if (offset === 0) return
  const part = await files.open(aside, 'READ')
  try {
    const from = Math.max(0, offset - CHECKED_BYTES)
    if (checkOf(await part.read(from, offset - from)) === check) return
    throw conflict('What is there is not what you sent. Begin at 0.', { offset: 0 })
  } finally {
    await part.close()
  }
}

/** What is at the place already, and whether it may go. */
async function requirePlace(files: RemoteFiles, place: string, overwrite: boolean) {
  const there = await files.facts(place)
  if (there && there.kind !== 'FILE')
    throw conflict(`${quoted(place)} is a folder or a link, and is not replaced by a file.`)
  if (there && !overwrite)
    throw conflict(`There already is ${quoted(place)}. Choose to replace it, or another name.`, { exists: true })
  return there
}

export function createUploads(access: FileAccess, ports: FilePorts) {
  const read = (given: UploadInput) => parseInput(uploadInput, given)
  return {
    /** How much is there of an upload that was cut off; what may have been on its way then is sent again. */
    async findUpload(
      viewer: Viewer,
      serverId: string,
      given: Pick<UploadInput, 'path' | 'id' | 'size'>,
    ): Promise<UploadState> {
      guardFiles(viewer, 'saveTextFile')
      const input = read({ ...given, offset: 0, check: null, overwrite: false, confirmProduction: false })
      return access.toLook(viewer, serverId, async (files) => {
        const place = absolutePath(input.path, files.home)
        const part = await files.facts(asideOf(place, [viewer.userId, input.id, String(input.size)]))
        const had = Math.min(part?.size ?? 0, input.size)
        return { path: place, offset: Math.max(0, had - AHEAD_BYTES), size: input.size, whole: false }
      })
    },

    /** Removes what there is of an upload that nobody goes on with. */
    async dropUpload(
      viewer: Viewer,
      serverId: string,
      given: Pick<UploadInput, 'path' | 'id' | 'size'>,
    ): Promise<void> {
      guardFiles(viewer, 'saveTextFile')
      const input = read({ ...given, offset: 0, check: null, overwrite: false, confirmProduction: false })
      await access.toLook(viewer, serverId, async (files) => {
        const aside = asideOf(absolutePath(input.path, files.home), [viewer.userId, input.id, String(input.size)])
        if (await files.facts(aside)) await files.removeFile(aside)
      })
    },

    /**
     * Takes the bytes from `offset` on, as many as come. What is there stays when the connection breaks; only what is whole comes
     * to its place.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT, UNREACHABLE
     */
    async upload(
      viewer: Viewer,
      serverId: string,
      given: UploadInput,
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<UploadState> {
      guardFiles(viewer, 'saveTextFile')
      const input = read(given)
      const { size, offset } = input
      if (offset > size) throw badInput([{ path: 'offset', message: 'Not behind the end.' }])
      const at = await access.forLonger(viewer, serverId, input)
      const watch = watchTransfer(ports, viewer, at)
      try {
        const { files } = at
        const place = absolutePath(input.path, files.home)
        requireNewName(place, 'path')
        await requirePlace(files, place, input.overwrite)
        const aside = asideOf(place, [viewer.userId, input.id, String(size)])
        await requireSame(files, aside, input)
        const part = await openPart(files, aside)
        try {
          await part.change({ size: offset })
          const { written, tooMuch } = await writePiped(part, bytes, { start: offset, end: size, over: watch.over })
          if (tooMuch) throw badInput([{ path: 'size', message: `More came than ${size} bytes.` }])
          watch.over.throwIfAborted()
          const reached = offset + written
          if (reached < size) return { path: place, offset: reached, size, whole: false }
          if ((await part.facts()).size !== size)
            throw conflict('Something else wrote to it meanwhile. Begin at 0.', { offset: 0 })
          // Asked again: a large file takes its time.
          const there = await requirePlace(files, place, input.overwrite)
          if (there?.uid !== null && there?.gid !== null && there) {
            await part.change({ owner: { uid: there.uid, gid: there.gid } }).catch(() => {})
          }
          await part.change({ mode: there?.mode ?? NEW_FILE_MODE })
          await files.rename(aside, place, { replace: there !== null })
          const message = `uploaded ${quoted(place)} to "${at.server.name}", ${size} bytes${there ? ', in place of another' : ''}`
          await access.record(viewer, at.server, place, {
            ...{ kind: 'file.uploaded', message },
            ...{ before: { size: there?.size ?? null }, after: { size } },
          })
          return { path: place, offset: size, size, whole: true }
        } finally {
          await part.close()
        }
      } catch (error) {
        throw toCallerError(error)
      } finally {
        watch.stop()
        at.giveBack()
      }
    },
  }
}
