import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { StepFailed } from '../../engine/errors.ts'
import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import type { PackOptions } from '../../engine/ports.ts'
import { aborted } from '../process/run.ts'
import { type Contents, takenOverFrom } from './contents.ts'
import { gzipMembers } from './gzip.ts'
import { endOfTar, padding, tarHeader } from './tar-header.ts'
import { readTree, type TreeEntry } from './tree.ts'

export interface Packed {
  sha256: string
  sizeBytes: number
  fileCount: number
  /** Paths that no archive can hold: sockets, pipes, devices. */
  skipped: string[]
  /** How many files the patterns left out. */
  leftOut: number
  /** What later releases need to know about it. */
  contents: Contents
}

const pieceBytes = 512 * 1024

/**
 * Writes `directory` as a gzipped tar to `file`, hashed on the way and flushed to the disk; never held whole. Owners are
 * left out, modes are 644 and 755, the order is fixed: the same tree gives the same bytes. Files keep their time, because
 * web servers tell browsers by it whether a file changed. @throws StepFailed; an AbortError
 */
export async function packTree(
  directory: string,
  file: string,
  { signal, patterns = null }: PackOptions = {},
): Promise<Packed> {
  const contents: Contents = { tarSha256: '', tarBytes: 0, files: [] }
  const packed: Packed = { sha256: '', sizeBytes: 0, fileCount: 0, skipped: [], leftOut: 0, contents }
  const hash = createHash('sha256')
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const member of gzipMembers(tarOf(directory, patterns, packed))) {
      if (signal?.aborted) throw aborted(signal)
      hash.update(member)
      packed.sizeBytes += member.length
      await writeWhole(handle, member)
    }
    await handle.datasync()
  } finally {
    await handle.close()
  }
  if (packed.fileCount === 0 && packed.leftOut > 0)
    throw new StepFailed(
      `The patterns leave none of ${packed.leftOut} files to ship. Change what is included or excluded.`,
    )
  packed.sha256 = hash.digest('hex')
  return packed
}

async function* tarOf(directory: string, patterns: PackingPatterns | null, packed: Packed): AsyncGenerator<Buffer> {
  const { contents } = packed
  const whole = createHash('sha256')
  for await (const bytes of entriesOf(directory, patterns, packed)) {
    whole.update(bytes)
    contents.tarBytes += bytes.length
    yield bytes
  }
  contents.tarSha256 = whole.digest('hex')
}

async function* entriesOf(directory: string, patterns: PackingPatterns | null, packed: Packed): AsyncGenerator<Buffer> {
  const { contents } = packed
  const skip = (path: string) => packed.skipped.push(path)
  const leaveOut = (files: number) => {
    packed.leftOut += files
  }
  for await (const entry of readTree(directory, patterns, skip, leaveOut)) {
    if (entry.type !== 'DIRECTORY') packed.fileCount++
    yield tarHeader(entry)
    const offset = contents.tarBytes
    const hash = entry.size >= takenOverFrom ? createHash('sha256') : null
    for await (const piece of entry.content ? [entry.content] : contentOf(entry)) {
      hash?.update(piece)
      yield piece
    }
    yield padding(entry.size)
    if (hash === null) continue
    const path = entry.path.toString('latin1')
    contents.files.push({ path, size: entry.size, offset, sha256: hash.digest('hex') })
  }
  yield endOfTar
}

/** Exactly as many bytes as the header announced, whatever happens to the file meanwhile. */
async function* contentOf(entry: TreeEntry): AsyncGenerator<Buffer> {
  let read = 0
  if (entry.size === 0) return
  for await (const piece of createReadStream(entry.file, { end: entry.size - 1, highWaterMark: pieceBytes })) {
    read += piece.length
    yield piece
  }
  if (read !== entry.size)
    throw new StepFailed(`${entry.path} was changed while it was packed. Make sure that the build has ended by then.`)
}

async function writeWhole(handle: FileHandle, bytes: Buffer) {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
}
