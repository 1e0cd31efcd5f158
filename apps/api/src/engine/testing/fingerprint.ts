import { createHash } from 'node:crypto'

/** Fingerprints where nothing is secret. */
export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex')
