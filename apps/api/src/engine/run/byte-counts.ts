import type { Artifact } from '../ports.ts'
import { TELLING_BYTES } from '../sending/pace.ts'
import { reasonSentence } from '../sending/sending.ts'
import type { Run, ServerRun } from './run-state.ts'

const TELL_EVERY_MS = 1000

/** Writes down how much travelled to a server and how much it had. */
export async function tellSent(run: Run, { id, sentBytes, reused, sending }: ServerRun): Promise<void> {
  const counts = { sentBytes, reusedBytes: reused?.bytes ?? 0, ...(sending ? { sending } : {}) }
  await run.ports.journal.targetChanged({ serverId: id, status: 'RUNNING', ...counts })
}

/** Counts what goes to a server, and tells it about once a second. */
export function countSent(run: Run, server: ServerRun): (bytes: number) => void {
  let toldAt = 0
  return (bytes) => {
    server.sentBytes += bytes
    const now = performance.now()
    if (now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    // A journal that fails has stopped the run already.
    tellSent(run, server).catch(() => undefined)
  }
}

/** `70 kB of 11 MB sent, 11 MB taken over from 20261121080000-7.` */
export function sentSentence({ sentBytes, reused, sending }: ServerRun, { sizeBytes }: Artifact): string {
  // Of so little no time is lost either way, and what it tells of the link is not worth reading.
  const why = sending === null || sizeBytes < TELLING_BYTES ? '' : reasonSentence(sending)
  if (reused === null) return `${sizeText(sentBytes)} sent.${why}`
  const sent = `${sizeText(sentBytes)} of ${sizeText(sizeBytes)} sent`
  return `${sent}, ${sizeText(reused.bytes)} taken over from ${reused.from}.${why}`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** As the page writes it: decimal units, few digits. */
function sizeText(bytes: number): string {
  let power = 0
  while (bytes >= 1000 ** (power + 1) && power < UNITS.length - 1) power += 1
  const value = bytes / 1000 ** power
  return `${value < 9.95 && power > 0 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[power]}`
}
