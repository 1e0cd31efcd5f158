/** How it is found out whether a release works on a server, besides the environment's check command. */
export interface HealthCheck {
  /** Whether the environment locks itself when a failed release went back; null: in production. */
  lockAfterRollback: boolean | null
}
