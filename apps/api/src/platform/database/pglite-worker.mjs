// @ts-check
// The thread that runs the embedded Postgres, so that a long query never stalls the main thread. Plain JavaScript on purpose:
// the same file is started from the sources and beside the bundle (the build copies it).
import { readFile, writeFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'

/**
 * Messages in: { connect: MessagePort } opens the one session (an older one ends), { dump: file } writes the
 * data directory as a tar file, { close: true } checkpoints and ends. Messages out: { ready }, { dumped }, { closed }, each
 * true, or { failed: string }. On the session's port: whole protocol messages in
 * (up to and with Sync, Query or Flush), raw answers out.
 */
const { directory, snapshot } = workerData
const owner = /** @type {import('node:worker_threads').MessagePort} */ (parentPort)

/** @type {PGlite} */
let db
/** @type {{ port: import('node:worker_threads').MessagePort, over: boolean } | null} */
let session = null
/** The one queue of everything that touches the database. @type {Promise<unknown>} */
let work = Promise.resolve()

/** @param {() => Promise<unknown>} job */
const enqueue = (job) => {
  work = work.then(job)
  work.catch((error) => owner.postMessage({ failed: String(error?.stack ?? error) }))
}

/** @param {import('node:worker_threads').MessagePort} port */
function open(port) {
  const current = { port, over: false }
  if (session) session.over = true
  const follows = session !== null
  session = current
  // PGlite is one session for ever: what an earlier connection left (a transaction, prepared statements) must not be seen.
  if (follows) {
    enqueue(async () => {
      await db.exec('ROLLBACK')
      await db.exec('DISCARD ALL')
    })
  }
  port.on('close', () => {
    current.over = true
  })
  port.on('message', (/** @type {Uint8Array} */ message) =>
    enqueue(async () => {
      if (current.over) return
      const answer = await db.execProtocolRaw(message, { throwOnError: false })
      if (!current.over && answer.length > 0) port.postMessage(answer)
    }),
  )
}

try {
  db = await PGlite.create({
    ...(directory ? { dataDir: directory } : {}),
    ...(snapshot ? { loadDataDir: new Blob([await readFile(snapshot)]) } : {}),
  })
  owner.on('message', (message) => {
    if (message.connect) open(message.connect)
    else if (message.dump) {
      enqueue(async () => {
        const dump = await db.dumpDataDir('none')
        await writeFile(message.dump, Buffer.from(await dump.arrayBuffer()), { mode: 0o600 })
        owner.postMessage({ dumped: true })
      })
    } else if (message.close) {
      if (session) session.over = true
      enqueue(async () => {
        await db.exec('ROLLBACK')
        await db.exec('CHECKPOINT')
        await db.close()
        owner.postMessage({ closed: true })
      })
    }
  })
  owner.postMessage({ ready: true })
} catch (error) {
  owner.postMessage({ failed: String(error instanceof Error ? error.stack : error) })
}
