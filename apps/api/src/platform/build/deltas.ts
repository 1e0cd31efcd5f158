import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact, Delta, DeltaBase } from '../../engine/ports.ts'
import { type Contents, readContents } from './contents.ts'
import { writeDelta } from './delta-file.ts'
import { keepRecent } from './recent.ts'
import { literalBytes, type Segment, splice } from './splice.ts'

/** What an artifact must have at least, in bytes: less is not worth the question to the server. */
const worthAsking = 128 * 1024
/** A delta that is nearly as large as the artifact only costs the server time. */
const mostOfArtifact = 0.7
/** A release that made a delta, or found it, sends it within this time. */
const inUseMs = 6 * 3_600_000

/**
 * Deltas between artifacts, as files below `directory`. Each is made once and goes to every server that has the same.
 * @param contentsFile where the listing of a build is
 */
export function createDeltas(directory: string, contentsFile: (sha256: string) => string) {
  const listings = keepRecent<Contents | null>(4)
  const made = keepRecent<Delta | null>(8)

  async function contentsOf(sha256: string): Promise<Contents | null> {
    const contents = await listings.get(sha256, () => readContents(contentsFile(sha256)))
    if (contents === null) listings.forget(sha256)
    return contents
  }

  async function make(artifact: Artifact, contents: Contents, segments: Segment[]): Promise<Delta | null> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await sweep(directory)
    const partial = join(directory, `.partial-${process.pid}-${randomUUID()}`)
    try {
      const written = await writeDelta(artifact.file, segments, partial)
      if (written.sizeBytes > artifact.sizeBytes * mostOfArtifact) return null
      const file = join(directory, `${written.sha256}.tar.gz`)
      await rename(partial, file)
      return { file, ...written, tarSha256: contents.tarSha256, tarBytes: contents.tarBytes }
    } finally {
      await rm(partial, { force: true })
    }
  }

  return {
    async knows(sha256: string): Promise<boolean> {
      return (await stat(contentsFile(sha256)).catch(() => null)) !== null
    },

    async delta(artifact: Artifact, { sha256, has }: DeltaBase): Promise<Delta | null> {
      const [contents, base] = await Promise.all([contentsOf(artifact.sha256), contentsOf(sha256)])
      if (contents === null || base === null || artifact.sizeBytes < worthAsking) return null
      const segments = splice(contents, base, has)
      if (literalBytes(segments) > contents.tarBytes * mostOfArtifact) return null
      const key = keyOf(artifact.sha256, segments)
      const offer = () => made.get(key, () => make(artifact, contents, segments))
      const delta = await offer()
      if (delta === null || (await stillThere(delta.file))) return delta
      made.forget(key)
      return offer()
    },
  }
}

function keyOf(sha256: string, segments: readonly Segment[]): string {
  const hash = createHash('sha256').update(sha256)
  for (const segment of segments)
    hash.update('path' in segment ? `${segment.path}\0` : `${segment.from}-${segment.to}\0`)
  return hash.digest('hex')
}

const stillThere = (file: string) =>
  utimes(file, new Date(), new Date()).then(
    () => true,
    () => false,
  )

async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name)
    const info = await stat(file).catch(() => null)
    if (info && Date.now() - info.mtimeMs > inUseMs) await rm(file, { force: true })
  }
}
