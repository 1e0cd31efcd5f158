/** What is asked for one number. Nothing in it is secret. */
export interface ProbeQuestion {
  kind: 'HTTP' | 'COMMAND'
  url: string | null
  command: string | null
  /** Where the command runs; null: that server was removed. */
  serverId: string | null
  /** Where the number stands in a JSON answer (RFC 6901); null: the whole answer is the number. */
  pointer: string | null
}

/** The number; or why there is none, in a sentence. */
export type ProbeAnswer = { value: number } | { problem: string }

/** A number of the application that must stay fine for some time after the check, or the release has failed. */
export interface ProbeGate extends ProbeQuestion {
  probeId: string
  name: string
  /** For people. */
  unit: 'PERCENT' | 'BYTES' | 'BYTES_PER_SECOND' | 'NUMBER' | 'MILLISECONDS'
  /** On which side of the threshold the number is bad; the threshold itself is fine. */
  comparison: 'ABOVE' | 'BELOW'
  threshold: number
  /** How long it is watched on each server. */
  watchSeconds: number
  /** Between two questions; the first one comes so long after the check. */
  everySeconds: number
}
