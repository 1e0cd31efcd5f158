import type { Dialect } from './dialects.ts'

/** A running chat server that is measured. */
export interface ChatServer {
  /** Of the process whose CPU and memory count. */
  pid: number
  port: number
  dialect: Dialect
  close(): Promise<void>
}

export interface Contestant {
  name: string
  /** Whether a message is in a database before it is acknowledged. */
  durable: boolean
  start(): Promise<ChatServer>
}

/** Where contestants keep and publish. */
export interface Backing {
  /** A new empty database of a Postgres that flushes every commit to the disk. */
  createDatabase(): Promise<string>
  redisUrl: string
}
