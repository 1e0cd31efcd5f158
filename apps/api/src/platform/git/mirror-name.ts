import { createHash } from 'node:crypto'
import type { RepositoryUrl } from '../../engine/repository-url.ts'

/** The directory of a mirror: one per repository and credential. */
export const mirrorName = (url: RepositoryUrl, credentialId: string | null): string =>
  createHash('sha256')
    .update(`${url.text}\0${credentialId ?? ''}`)
    .digest('hex')
    .slice(0, 32)
