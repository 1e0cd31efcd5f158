import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'

/** Collects the rubbish of a Node process that was started with `--inspect-port=0`; other programs are let be. */
export async function collectRubbish(pid: number): Promise<void> {
  if (!readlinkSync(`/proc/${pid}/exe`).endsWith('/node')) return
  await inspect(pid, async (ask) => {
    for (let time = 0; time < 3; time++) await ask('HeapProfiler.collectGarbage')
  })
  await pause(300)
}

/**
 * What a Node process holds on to, in bytes: its heap and its buffers after the rubbish was collected. Its resident memory says less,
 * for it keeps pages that it no longer needs.
 */
export function keptBytes(pid: number): Promise<number> {
  return inspect(pid, async (ask) => {
    for (let time = 0; time < 3; time++) await ask('HeapProfiler.collectGarbage')
    const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'
    const { result } = await ask('Runtime.evaluate', { expression })
    return (result as { value: number }).value
  })
}

type Ask = (method: string, params?: object) => Promise<Record<string, unknown>>

async function inspect<T>(pid: number, use: (ask: Ask) => Promise<T>): Promise<T> {
  process.kill(pid, 'SIGUSR1')
  const inspector = new WebSocket(await inspectorUrl(pid))
  await once(inspector, 'open')
  let id = 0
  try {
    return await use(async (method, params = {}) => {
      inspector.send(JSON.stringify({ id: ++id, method, params }))
      const [answer] = await once(inspector, 'message')
      return JSON.parse(String(answer)).result
    })
  } finally {
    inspector.close()
  }
}

/** With `--inspect-port=0` the port is one of those on which the process listens. */
async function inspectorUrl(pid: number): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    for (const port of listeningPorts(pid)) {
      const told = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(500) })
        .then((answer) => answer.json() as Promise<{ webSocketDebuggerUrl?: string }[]>)
        .catch(() => null)
      if (Array.isArray(told) && told[0]?.webSocketDebuggerUrl) return told[0].webSocketDebuggerUrl
    }
    await pause(50)
  }
  throw new Error(`The inspector of process ${pid} did not answer.`)
}

/** TCP ports on which a process listens, from what the kernel tells of its network. */
function listeningPorts(pid: number): number[] {
  const inodes = new Set(openSockets(pid))
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((field) => field[3] === '0A' && inodes.has(field[9] ?? ''))
    .map((field) => Number.parseInt(field[1]?.split(':')[1] ?? '0', 16))
}

function openSockets(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return []
    }
  })
}
