import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Artifact, ArtifactStore } from '../../engine/ports.ts'
import { contentsLines } from './contents.ts'
import { createDeltas } from './deltas.ts'
import { type ArtifactManifest, readManifest } from './manifest.ts'
import { packTree } from './pack.ts'
import { storeIdOf } from './store-id.ts'
import { trimArtifacts } from './trim.ts'
import { createWorkDirectories } from './work-directories.ts'

export interface DiskArtifactStore extends ArtifactStore {
  /** Names the directory among those of all machines; processes that share it know it by the same name. */
  id: string
  /** The hashes of all that lies there. */
  inventory(): Promise<string[]>
  /** Reads the whole file and compares its hash. */
  verify(artifact: Artifact): Promise<boolean>
}

/**
 * Packed builds under `directory`: `files/<sha256>.tar.gz`, found by `keys/<hash of the cache key>.json`, which is written
 * last, so that what is found is whole; `files/<sha256>.contents` lists what is in it. Several processes may share it.
 * @param options.maxBytes what all files may take; the least recently used go first, none that was used within six hours
 */
export async function createArtifactStore(options: {
  directory: string
  maxBytes?: number
}): Promise<DiskArtifactStore> {
  const { directory, maxBytes = 10 * 1024 ** 3 } = options
  const places = { files: join(directory, 'files'), keys: join(directory, 'keys') }
  await Promise.all(Object.values(places).map((place) => mkdir(place, { recursive: true, mode: 0o700 })))
  const work = createWorkDirectories(join(directory, 'work'))
  await Promise.all([work.sweep(), sweepPartial(places.files)])
  const manifestOf = (cacheKey: string) =>
    join(places.keys, `${createHash('sha256').update(cacheKey).digest('hex').slice(0, 40)}.json`)
  const fileOf = (sha256: string) => join(places.files, `${sha256}.tar.gz`)
  const contentsOf = (sha256: string) => join(places.files, `${sha256}.contents`)
  const { knows, delta } = createDeltas(join(directory, 'deltas'), contentsOf)

  return {
    id: await storeIdOf(directory),
    workDirectory: (name) => work.open(name),
    knows,
    delta,
    async inventory() {
      const names = await readdir(places.files)
      return names.filter((name) => name.endsWith('.tar.gz')).map((name) => name.slice(0, -'.tar.gz'.length))
    },
    async open(build) {
      const file = fileOf(build.sha256)
      const info = await stat(file).catch(() => null)
      if (info?.size !== build.sizeBytes) return null
      const now = new Date()
      await utimes(file, now, now)
      const { sha256, sizeBytes, fileCount } = build
      return { file, sha256, sizeBytes, fileCount }
    },
    async find(cacheKey) {
      const manifest = await readManifest(manifestOf(cacheKey))
      if (!manifest || manifest.cacheKey !== cacheKey) return null
      const file = fileOf(manifest.sha256)
      const info = await stat(file).catch(() => null)
      if (info?.size !== manifest.sizeBytes) {
        await rm(manifestOf(cacheKey), { force: true })
        return null
      }
      const now = new Date()
      await utimes(manifestOf(cacheKey), now, now)
      return artifactOf(manifest, file)
    },
    async pack(cacheKey, source, options) {
      const { onOutput } = options
      const partial = join(places.files, `.partial-${process.pid}-${randomUUID()}`)
      try {
        const { skipped, leftOut, contents, ...packed } = await packTree(source, partial, options)
        for (const path of skipped.slice(0, 10))
          await onOutput?.({
            stream: 'STDERR',
            bytes: Buffer.from(`Warning: ${path} is not a file and is not shipped\n`),
          })
        if (options.patterns) {
          const said = `${count(packed.fileCount)} files, ${count(leftOut)} left out by patterns\n`
          await onOutput?.({ stream: 'STDOUT', bytes: Buffer.from(said) })
        }
        const file = fileOf(packed.sha256)
        await rename(partial, file)
        await writeFile(`${partial}.contents`, contentsLines(contents))
        await rename(`${partial}.contents`, contentsOf(packed.sha256))
        const manifest: ArtifactManifest = { cacheKey, ...packed }
        await writeFile(`${partial}.json`, JSON.stringify(manifest))
        await rename(`${partial}.json`, manifestOf(cacheKey))
        await trimArtifacts(places, maxBytes)
        return artifactOf(manifest, file)
      } finally {
        await Promise.all(['', '.json', '.contents'].map((ending) => rm(`${partial}${ending}`, { force: true })))
      }
    },
    async verify({ file, sha256 }) {
      const hash = createHash('sha256')
      await pipeline(createReadStream(file), hash)
      return hash.digest('hex') === sha256
    },
  }
}

const count = (n: number) => n.toLocaleString('en-US')

const artifactOf = ({ sha256, sizeBytes, fileCount }: ArtifactManifest, file: string): Artifact => ({
  file,
  sha256,
  sizeBytes,
  fileCount,
})

/** What processes that were killed while packing left. */
async function sweepPartial(files: string) {
  for (const name of await readdir(files)) {
    const info = name.startsWith('.partial-') ? await stat(join(files, name)).catch(() => null) : null
    if (info && Date.now() - info.mtimeMs > 3_600_000) await rm(join(files, name), { force: true })
  }
}
