/** A question over HTTP that a release must answer well. Nothing in it is secret: headers name variables that are. */
export interface HttpCheck {
  /** Who asks: the server itself, or the machine where the release runs. */
  from: 'SERVER' | 'SENDOFF'
  /** http or https; `{host}` is the server's address, `{server}` its name. */
  url: string
  method: 'GET' | 'HEAD'
  /** Such as `200` or `200-299,304`. */
  expectStatus: string
  /** Words that the answer's first 64 KB must hold; null: any. */
  bodyContains: string | null
  /** In values `{{NAME}}` stands for a variable of the servers. */
  headers: { name: string; value: string }[]
  /** For one try. */
  timeoutSeconds: number
  verifyCertificate: boolean
}

/** How it is found out whether a release works on a server. The check command is tried in the same way. */
export interface HealthCheck {
  http: HttpCheck | null
  /** Before the first try. */
  delaySeconds: number
  /** Between two tries. */
  intervalSeconds: number
  /** From the first try on: a release that is not well by then has failed. */
  timeoutSeconds: number
  /** How many tries must go well one after the other. */
  successes: number
  /** Whether the environment locks itself when a failed release went back; null: in production. */
  lockAfterRollback: boolean | null
}

/** What came back; or why nothing did, in a sentence. */
export type HttpAnswer = { status: number; body: string } | { problem: string }

/** Of a body, that much is read. */
export const MOST_BODY_BYTES = 64 * 1024
