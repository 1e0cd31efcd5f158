import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifest } from './manifest.ts'

/** A release that found or packed an artifact may send it for this long. */
const inUseMs = 6 * 3_600_000

/** Removes the least recently used artifacts until all take at most `maxBytes`; what was used lately stays, even above it. */
export async function trimArtifacts(places: { files: string; keys: string }, maxBytes: number): Promise<void> {
  const keys = await Promise.all(
    (await readdir(places.keys)).map(async (name) => {
      const path = join(places.keys, name)
      const [manifest, info] = await Promise.all([readManifest(path), stat(path).catch(() => null)])
      return { path, sha256: manifest?.sha256 ?? null, usedAt: info?.mtimeMs ?? 0 }
    }),
  )
  const usersOf = new Map<string, typeof keys>()
  for (const key of keys) if (key.sha256) usersOf.set(key.sha256, [...(usersOf.get(key.sha256) ?? []), key])
  const files = await Promise.all(
    (await readdir(places.files))
      .filter((name) => name.endsWith('.tar.gz'))
      .map(async (name) => {
        const path = join(places.files, name)
        const info = await stat(path).catch(() => null)
        const users = usersOf.get(name.slice(0, 64)) ?? []
        const usedAt = Math.max(info?.mtimeMs ?? 0, ...users.map((key) => key.usedAt))
        return { path, users, usedAt, size: info?.size ?? 0 }
      }),
  )
  let total = files.reduce((sum, { size }) => sum + size, 0)
  for (const file of files.sort((one, other) => one.usedAt - other.usedAt)) {
    if (total <= maxBytes || Date.now() - file.usedAt < inUseMs) return
    await Promise.all(
      [...file.users.map(({ path }) => path), file.path, contentsBeside(file.path)].map((path) =>
        rm(path, { force: true }),
      ),
    )
    total -= file.size
  }
}

const contentsBeside = (file: string) => file.replace(/\.tar\.gz$/, '.contents')
