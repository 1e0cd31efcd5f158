/** Times are milliseconds. */
export interface SshLimits {
  /** Until the TCP connection stands. */
  connectMs: number
  /** From the TCP connection to the end of the sign-in. */
  signInMs: number
  /** Until the server opened a channel that was asked for. */
  channelOpenMs: number
  /** Until a kept connection answered; after that a fresh one is made. */
  stillThereMs: number
  /** A ping is sent this often; after `keepaliveMisses` intervals without a single byte the connection counts as lost. */
  keepaliveMs: number
  keepaliveMisses: number
  /** Channels at once per connection: sshd allows ten (MaxSessions), some are left for ending commands. */
  channels: number
  /** Between TERM and KILL. */
  killGraceMs: number
  /** How long output may go on after the script ended: a daemon that it started may hold the pipe for ever. */
  lingerMs: number
}

export const defaultSshLimits: SshLimits = {
  connectMs: 10_000,
  signInMs: 20_000,
  channelOpenMs: 10_000,
  stillThereMs: 2_000,
  keepaliveMs: 10_000,
  keepaliveMisses: 3,
  channels: 6,
  killGraceMs: 10_000,
  lingerMs: 2_000,
}
