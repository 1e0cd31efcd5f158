import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** True while a process exists and is more than a zombie. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}

/** Resolves when the process ended. @throws when it still runs after the time */
export async function untilGone(pid: number, withinMs = 10_000): Promise<void> {
  if (!Number.isInteger(pid) || pid <= 1) throw new RangeError(`not a process: ${pid}`)
  const end = performance.now() + withinMs
  while (isRunning(pid)) {
    if (performance.now() > end) throw new Error(`process ${pid} still runs`)
    await pause(20)
  }
}
