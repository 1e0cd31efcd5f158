import { readFile } from 'node:fs/promises'

/** Stands beside the files and says what a cache key stands for. */
export interface ArtifactManifest {
  cacheKey: string
  sha256: string
  sizeBytes: number
  fileCount: number
}

/** Null when it is not there or not whole. */
export async function readManifest(file: string): Promise<ArtifactManifest | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ArtifactManifest
  } catch {
    return null
  }
}
