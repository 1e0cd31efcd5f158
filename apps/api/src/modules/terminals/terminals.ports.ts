import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import type { Role, Viewer } from '../kernel/viewer.ts'
import type { ServerAddress } from '../servers/servers.ports.ts'

/** In characters. */
export interface TerminalSize {
  columns: number
  rows: number
}

/** How a shell ended: by itself, or with the connection; `why` is for people. */
export type ShellEnd = { how: 'EXITED'; code: number | null; signal: string | null } | { how: 'LOST'; why: string }

/** A person's shell on a server: see platform/ssh/interactive-shell.ts, which is one. */
export interface Shell {
  output: AsyncIterable<Buffer>
  write(bytes: Buffer): Promise<void>
  resize(size: TerminalSize): void
  ended: Promise<ShellEnd>
  close(): Promise<void>
}

/** @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged, ConnectionLost; an AbortError */
export type OpenShell = (address: ServerAddress, options: TerminalSize & { signal?: AbortSignal }) => Promise<Shell>

/** What the operator decides. Times are milliseconds. */
export interface TerminalLimits {
  /** Nobody types for so long: it ends. */
  idleMs: number
  /** The page is warned so long before. */
  warnMs: number
  /** No terminal lives longer. */
  longestMs: number
  /** So long a terminal waits for a page that lost its connection. */
  graceMs: number
  /** Open terminals of one user. */
  perUser: number
  /** Output that a page has not acknowledged: more is not read from the server. */
  windowBytes: number
  /** So much of a terminal is recorded, before it is compressed. */
  recordBytes: number
  /** Also what is typed, passwords included. */
  recordInput: boolean
  keepDays: number
}

export const TERMINAL_LIMITS: TerminalLimits = {
  idleMs: 30 * 60_000,
  warnMs: 60_000,
  longestMs: 12 * 3600_000,
  graceMs: 30_000,
  perUser: 8,
  windowBytes: 512 * 1024,
  recordBytes: 16 * 1024 * 1024,
  recordInput: false,
  keepDays: 90,
}

export interface TerminalPorts {
  prisma: PrismaClient
  log: EventLog
  addressOf(serverId: string): Promise<ServerAddress>
  openShell: OpenShell
  rolesInForce(viewers: readonly Viewer[]): Promise<Map<string, Role>>
  limits: TerminalLimits
  report(error: unknown, what: string): void
}
