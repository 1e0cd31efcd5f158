/** How a server is to be sampled at present. */
export interface Pace {
  /** While nobody looks, in ms. */
  intervalMs: number
  /** Somebody looks at it. */
  watched: boolean
  /** A release runs on it, which must not be slowed. */
  busy: boolean
}

const WATCHED_MS = 1_000
/** A release on the server wins: whoever looks sees it move, and it costs next to nothing. */
const BUSY_MS = 5_000
/** Mounts fill slowly. */
const MOUNTS_EVERY_MS = 15_000
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 300_000
const WATCHED_RETRY_MS = 10_000
const PATIENT_TRIES = 3

/** The time between two samples that go well, in ms. */
export const paceMs = ({ intervalMs, watched, busy }: Pace) =>
  watched ? Math.min(busy ? BUSY_MS : WATCHED_MS, intervalMs) : intervalMs

/**
 * How long to wait after so many failures in a row: a few tries soon, because one may be bad luck, then less and less often, so
 * that a server which is away for days costs nothing. Somebody who looks sees it come back soon.
 */
export function retryMs(failures: number, pace: Pace): number {
  const soon = Math.min(Math.max(paceMs(pace), FIRST_RETRY_MS), Math.max(pace.intervalMs, 1_000))
  if (failures < PATIENT_TRIES) return soon
  const patient = Math.min(soon * 2 ** (failures - PATIENT_TRIES + 1), LAST_RETRY_MS)
  return pace.watched ? Math.min(patient, WATCHED_RETRY_MS) : patient
}

/**
 * When the next sample is due, in ms since the epoch: the servers of a fleet are spread over the interval by what their ids
 * say, always the same for a server, so that neither a start nor a change of the pace brings them together.
 */
export function nextDue(serverId: string, now: number, everyMs: number): number {
  const phase = Math.floor(placeOf(serverId) * everyMs)
  return Math.floor((now - phase) / everyMs + 1) * everyMs + phase
}

const BEGIN_WITHIN_MS = 5_000

/** When the first sample is due, in ms from now: soon, because somebody may wait for it, and not all servers at once. */
export const firstDueMs = (serverId: string, everyMs: number) => placeOf(serverId) * Math.min(everyMs, BEGIN_WITHIN_MS)

/** From 0 to 1, evenly spread over ids. */
function placeOf(id: string): number {
  let hash = 2166136261
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}

/** Whether this sample shall tell of the mounts too. */
export const wantsMounts = (sinceMs: number | null) => sinceMs === null || sinceMs >= MOUNTS_EVERY_MS
