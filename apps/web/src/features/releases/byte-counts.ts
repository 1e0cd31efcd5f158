import { formatBytes } from '../../shared/format/size.ts'
import { localeTag, text } from '../../shared/i18n/i18n.ts'
import type { Target } from './operations.ts'
import { sendingText } from './sending.ts'

type Counted = Pick<Target, 'sentBytes' | 'reusedBytes'>
type Sent = Counted & Pick<Target, 'sending'>

/** Of less no time is lost, whichever way it is sent. */
const LITTLE_BYTES = 1_000_000

const shown = (bytes: number) => formatBytes(bytes, localeTag.value)

/** What travelled to a server, what did not have to, and why; null when nothing was sent. */
export function targetBytes({ sentBytes, reusedBytes, sending }: Sent) {
  if (sentBytes === null) return null
  const reused = reusedBytes ? text('transfer.reused', { reused: shown(reusedBytes) }) : null
  const worthReading = sentBytes + (reusedBytes ?? 0) >= LITTLE_BYTES
  return { sent: shown(sentBytes), reused, why: sending && worthReading ? sendingText(sending) : null }
}

/** The same for all servers together, where there is more than one to add up. */
export function totalBytes(targets: readonly Counted[]): string | null {
  const counted = targets.filter(({ sentBytes }) => sentBytes !== null)
  if (counted.length < 2) return null
  const sum = (key: keyof Counted) => counted.reduce((all, each) => all + (each[key] ?? 0), 0)
  return text('transfer.total', { sent: shown(sum('sentBytes')), reused: shown(sum('reusedBytes')) })
}
