import { LOCK, type LockHolder } from './lock.ts'
import { readReport, SPEAK, script } from './script.ts'
import { fileName } from './unpack.ts'

export interface Received extends Omit<LockHolder, 'owner'> {
  path: string
  directory: string
  /** SHA-256 of the file that was on its way. */
  fileSha256: string
}

/** Ends what may still write, and tells how many bytes of a file have arrived: where to go on when sending it was cut off. */
export const received = (p: Received): string =>
  script(
    p.path,
    { environment: p.environment, fence: p.fence, fileName: fileName(p.directory, p.fileSha256) },
    SPEAK,
    LOCK,
    `
hold_lock
file="$root/.sendoff/incoming/$fileName"
if [ -f "$file" ]; then say received "$(($(wc -c < "$file")))"; else say received 0; fi
`,
  )

/** 0 when the server does not tell. */
export const readReceived = (report: string): number => Number(readReport(report).get('received') ?? 0) || 0
