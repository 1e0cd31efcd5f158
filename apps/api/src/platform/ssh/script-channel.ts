import type { Readable, Writable } from 'node:stream'
import type { RemoteExit } from '../../engine/ports.ts'

/** A shell that was started somewhere and waits for its script on standard input. Its streams never throw unheard. */
export interface ScriptChannel {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  /** Resolves when the shell's end was told; never when it was not. */
  exited: Promise<RemoteExit>
  /** Resolves when nothing more can come. */
  closed: Promise<void>
  /** Fires when the connection below is gone; its reason says how. */
  lost: AbortSignal
  /** Resolves when so little waits to be sent that more may be written. */
  ready(): Promise<void>
  /** Ends the script's whole process group, politely, then not; bounded in time, never throws. */
  terminate(pid: number): Promise<void>
  /** Lets go of the channel, whatever the script does. */
  close(): void
}
