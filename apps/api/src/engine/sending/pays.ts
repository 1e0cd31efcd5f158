import { isUsable, type Pace, slownessOf } from './pace.ts'
import type { Sending } from './sending.ts'

/** What is to be decided about. */
export interface Load {
  /** The artifact as it would travel whole. */
  wholeBytes: number
  /** What would travel instead. */
  missingBytes: number
  /** What the server would put together: the artifact's tar, and how many files are in it. */
  tarBytes: number
  files: number
}

/** One round trip more, then finding the files and reading, joining and hashing them: 0.7 s for 20 MB in 2,000 files. */
const PRICE = { once: 0.05, perFile: 0.00015, perByte: 20e-9 }

/** What an ordinary server needs to put a build together from what it has, in seconds. */
export const expectedPrice = ({ tarBytes, files }: Pick<Load, 'tarBytes' | 'files'>): number =>
  PRICE.once + files * PRICE.perFile + tarBytes * PRICE.perByte

/**
 * Whether what is missing arrives sooner than the whole. As long as nothing is known of the link it is taken for a slow one: to
 * ask a server in vain costs seconds at most, to send everything over a slow link costs minutes.
 */
export function whatPays(load: Load, pace: Pace): Sending {
  const { bytesPerSecond } = pace
  if (!isUsable(bytesPerSecond)) return { way: 'MISSING', why: 'LINK_UNKNOWN' }
  const wholeSeconds = load.wholeBytes / bytesPerSecond
  const missingSeconds = load.missingBytes / bytesPerSecond + expectedPrice(load) * slownessOf(pace)
  const way = missingSeconds < wholeSeconds ? 'MISSING' : 'WHOLE'
  return { way, why: 'SOONER', bytesPerSecond, wholeSeconds, missingSeconds }
}

/** Whether it can pay at all, whatever the server has: else it need not be asked. */
export const canPay = (artifact: { sizeBytes: number; fileCount: number }, pace: Pace): Sending =>
  whatPays(
    { wholeBytes: artifact.sizeBytes, missingBytes: 0, tarBytes: artifact.sizeBytes, files: artifact.fileCount },
    pace,
  )
