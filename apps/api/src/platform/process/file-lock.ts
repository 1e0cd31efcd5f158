import { randomUUID } from 'node:crypto'
import { open, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { readOwner, stateOf, thisProcess } from './owner.ts'
import { aborted } from './run.ts'

const heartbeatMs = 5_000
/** An owner on another machine that has shown no sign of life for this long is taken for dead. */
const silenceMs = 60_000

/**
 * Runs `work` while holding `<file>`, against every other process that shares the disk. A lock whose process has died is
 * taken over; one on another machine after a minute without a heartbeat. @throws an AbortError while waiting
 */
export async function withFileLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquire(file, signal)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function acquire(file: string, signal: AbortSignal | undefined) {
  const token = randomUUID()
  for (let wait = 10; ; wait = Math.min(wait * 2, 250)) {
    if (signal?.aborted) throw aborted(signal)
    if (await create(file, token)) break
    if (await isStale(file)) await breakLock(file)
    else await delay(wait)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => {})
  }, heartbeatMs)
  heartbeat.unref()
  return async () => {
    clearInterval(heartbeat)
    if ((await readOwner(file))?.token === token) await rm(file, { force: true })
  }
}

async function create(file: string, token: string): Promise<boolean> {
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (!handle) return false
  try {
    await handle.writeFile(JSON.stringify({ ...(await thisProcess()), token }))
  } finally {
    await handle.close()
  }
  return true
}

async function isStale(file: string): Promise<boolean> {
  const [owner, info] = await Promise.all([readOwner(file), stat(file).catch(() => null)])
  if (!info) return false
  const silent = Date.now() - info.mtimeMs
  // Without an owner it is being written just now, or its writer died in the middle.
  if (!owner) return silent > heartbeatMs
  const state = await stateOf(owner)
  return state === 'GONE' || (state === 'ELSEWHERE' && silent > silenceMs)
}

/** Only one process at a time may break a lock, and it looks again first: the lock may be a new one by now. */
async function breakLock(file: string) {
  const breaker = `${file}.break`
  if (!(await create(breaker, randomUUID()))) {
    const info = await stat(breaker).catch(() => null)
    if (info && Date.now() - info.mtimeMs > 2 * heartbeatMs) await rm(breaker, { force: true })
    await delay(20)
    return
  }
  try {
    if (await isStale(file)) await rm(file, { force: true })
  } finally {
    await rm(breaker, { force: true })
  }
}
