import { formatDuration } from '../../shared/format/duration.ts'
import { formatBytes } from '../../shared/format/size.ts'
import { localeTag, text } from '../../shared/i18n/i18n.ts'
import { remainingMs } from './uploads/meter.ts'
import type { Upload } from './uploads/use-uploads.ts'

export const shortMoment = (iso: string) =>
  new Date(iso).toLocaleString(localeTag.value, { dateStyle: 'medium', timeStyle: 'short' })

export const shortestMoment = (iso: string) =>
  new Date(iso).toLocaleString(localeTag.value, { dateStyle: 'short', timeStyle: 'short' })

/** So large a text can be edited, in bytes: docs/files.md. */
export const MAX_TEXT_BYTES = 400_000

/** How far an upload is: `12 MB of 3 GB · 8 MB/s · 6 m 14 s left`. */
export function progressText({ sent, size, rate, state }: Upload): string {
  const bytes = (count: number) => formatBytes(count, localeTag.value)
  const far = text('files.sentOf', { sent: bytes(sent), size: bytes(size) })
  const left = remainingMs(size - sent, rate)
  if (state !== 'SENDING' || rate === null) return far
  const pace = text('files.perSecond', { bytes: bytes(rate) })
  return [far, pace, ...(left === null ? [] : [text('files.left', { time: formatDuration(left) })])].join(' · ')
}
