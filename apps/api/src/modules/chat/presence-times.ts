/** How long everything about presence lasts, in ms. */
export interface PresenceTimes {
  /** Of a lease: so long after a process was killed its people are gone. */
  leaseMs: number
  /** Between two refreshes of all leases of a process. */
  refreshMs: number
  /** How long somebody must be gone before it is told: a reload is shorter. */
  leaveMs: number
  /** Who comes or goes within this time is told together. */
  mergeMs: number
  /** How long a notice is told to those who come new. */
  noticeMs: number
  /** How long somebody is shown as writing. */
  typingMs: number
  /** How often who is there is read without a hint, while somebody watches. */
  rereadMs: number
}

export const PRESENCE_TIMES: PresenceTimes = {
  leaseMs: 60_000,
  refreshMs: 25_000,
  leaveMs: 5_000,
  mergeMs: 2_000,
  noticeMs: 10_000,
  typingMs: 6_000,
  rereadMs: 3_000,
}
