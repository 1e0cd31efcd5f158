import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { lockDirectory } from './directory-lock.ts'
import { ensureDatabaseDirectory } from './empty-database.ts'
import { Wire } from './wire.ts'

/** The embedded Postgres: PGlite in its own thread. It serves one connection at a time; a new one ends the one before. */
export interface EmbeddedPostgres {
  connect(): Wire
  /** Writes the data directory as a tar file, as it is between two statements. End all connections first. */
  dump(file: string): Promise<void>
  /** Writes a checkpoint and ends the thread. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  /** Sendoff's data directory (the database lies in `database/`); null = in memory. */
  directory: string | null
  /** A dumped data directory to start from; only for databases in memory. */
  snapshot?: string | undefined
  /** A closed database's directory that a new data directory gets a copy of; a new one is made where it is missing. */
  prepared?: string | null
  /** The thread died: nothing can be read or written any more, the process should end and start anew. */
  onCrash: (error: Error) => void
}

/** A file of its own beside this one, in the sources as in the bundle. */
const entry = new URL('./pglite-worker.mjs', import.meta.url)

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (options.directory === null) return startThread(null, options)
  await mkdir(options.directory, { recursive: true, mode: 0o700 })
  const unlock = await lockDirectory(path.join(options.directory, 'database.lock'))
  try {
    const place = path.join(options.directory, 'database')
    await ensureDatabaseDirectory(place, {
      prepared: options.prepared ?? null,
      create: async (unfinished) => (await startThread(unfinished, options)).close(),
    })
    const server = await startThread(place, options)
    return { ...server, close: () => server.close().finally(unlock) }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function startThread(directory: string | null, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  // Without execArgv of the parent: loaders and inspectors of the main thread are not meant for this one.
  const worker = new Worker(entry, { workerData: { directory, snapshot: options.snapshot }, execArgv: [] })
  const connections = new Set<Wire>()
  let closing = false
  let gone = false

  const fail = (error: Error) => {
    for (const wire of connections) wire.destroy(error)
    if (!closing) options.onCrash(error)
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message) => {
      worker.off('error', reject)
      if (message.ready) return resolve()
      reject(new Error(`The embedded database${directory ? ` in ${directory}` : ''} did not start: ${message.failed}`))
      void worker.terminate()
    })
  })
  worker.on('message', (message) => {
    if (message.failed) fail(new Error(`The embedded database failed: ${message.failed}`))
  })
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', (code) => {
    gone = true
    fail(new Error(`The embedded database's thread ended (code ${code}).`))
  })

  /** Resolves with the answer to the order, rejects when the thread fails meanwhile. */
  const order = (message: { dump: string } | { close: true }) =>
    new Promise<void>((resolve, reject) => {
      const settle = (answer: { dumped?: true; closed?: true; failed?: string }) => {
        worker.off('message', settle)
        worker.off('exit', gone)
        if (answer.failed) reject(new Error(`The embedded database failed: ${answer.failed}`))
        else resolve()
      }
      const gone = () => settle({ failed: 'its thread ended.' })
      worker.on('message', settle)
      worker.on('exit', gone)
      worker.postMessage(message)
    })

  return {
    connect() {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ connect: port2 }, [port2])
      const wire = new Wire(port1)
      connections.add(wire)
      wire.once('close', () => connections.delete(wire))
      if (gone) wire.destroy(new Error('The embedded database has ended.'))
      return wire
    },
    dump: (file) => order({ dump: file }),
    async close() {
      closing = true
      // Nobody would answer the order, and the process could never end.
      if (gone) return
      await order({ close: true }).finally(() => worker.terminate())
    },
  }
}
