import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Sends a signal to every process of a group. False when there is none left. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pgid, signal)
    return true
  } catch {
    return false
  }
}

/** Whether a process of the group still runs. Zombies do not count: in a container nobody may ever reap them. */
export async function groupRuns(pgid: number): Promise<boolean> {
  try {
    process.kill(-pgid, 0)
  } catch {
    return false
  }
  const entries = await readdir('/proc').catch(() => null)
  if (!entries) return true
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    const stat = await readFile(`/proc/${entry}/stat`, 'latin1').catch(() => '')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (group === String(pgid) && state !== 'Z' && state !== 'X') return true
  }
  return false
}

/** TERM, then KILL for what is still there after `graceMs`. Resolves when nothing of the group runs. */
export async function endGroup(pgid: number, graceMs: number): Promise<void> {
  if (!signalGroup(pgid, 'SIGTERM')) return
  const deadline = Date.now() + graceMs
  for (let wait = 5; await groupRuns(pgid); wait = Math.min(wait * 2, 100)) {
    if (Date.now() >= deadline) {
      signalGroup(pgid, 'SIGKILL')
      return
    }
    await delay(wait)
  }
}
