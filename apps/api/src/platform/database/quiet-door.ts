import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import type { Pool } from 'pg'

/** Nobody else may read or write meanwhile, so a copy that takes longer is refused rather than waited for. */
const LONGEST_QUIET_MS = 25_000
const QUIET = 'quiet'

/**
 * Lets other processes of the same account copy the embedded database's files while it runs. Whoever connects to the socket
 * (a file in the data directory: who may open that may read the data anyway) is told when everything is on disk and nothing
 * is under way, and it stays so until they hang up.
 */
export async function openQuietDoor(file: string, sql: Pool, onError: (error: Error) => void) {
  // Left by a process that was killed; the lock of the directory proves that it is gone.
  await rm(file, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    keepQuiet(socket, sql).catch((error) => {
      socket.destroy()
      onError(error)
    })
  })
  server.on('error', onError)
  server.listen(file)
  server.unref()
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function keepQuiet(socket: Socket, sql: Pool): Promise<void> {
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  // The only connection: who holds it knows that no transaction is open and none begins.
  const client = await sql.connect()
  try {
    await client.query('CHECKPOINT')
    socket.setTimeout(LONGEST_QUIET_MS, () => socket.destroy())
    socket.resume()
    socket.write(QUIET)
    await gone
  } finally {
    client.release()
  }
}

/** Runs `copy` in a quiet moment of the process that has the door open. Null when nobody answers there. */
export async function inQuietMoment<T>(file: string, copy: () => Promise<T>): Promise<{ result: T } | null> {
  const socket = createConnection(file)
  try {
    await once(socket, 'connect')
  } catch {
    return null
  }
  const closed = new Promise<never>((_resolve, reject) => {
    socket.once('close', () => reject(new Error('Copying the database took too long, or Sendoff stopped. Try again.')))
  })
  closed.catch(() => {})
  try {
    await Promise.race([once(socket, 'data'), closed])
    return { result: await Promise.race([copy(), closed]) }
  } finally {
    socket.end()
  }
}
