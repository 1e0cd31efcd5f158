import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import type { ChatServer } from './contestant.ts'
import { createCrowd } from './crowd.ts'
import { residentBytes } from './process-figures.ts'

const FIRST = 200
const MORE = 1_000

/** What one more socket that only listens costs the server, in bytes of its resident memory, rubbish collected. */
export async function measureIdleSocket(server: ChatServer): Promise<number> {
  const crowds = [FIRST, MORE].map((size) => createCrowd({ port: server.port, dialect: server.dialect, size }))
  const sizes: number[] = []
  try {
    for (const crowd of crowds) {
      await crowd.join()
      await pause(1_500)
      await collectRubbish(server.pid)
      sizes.push(residentBytes(server.pid))
    }
    return ((sizes[1] ?? 0) - (sizes[0] ?? 0)) / MORE
  } finally {
    for (const crowd of crowds) crowd.leave()
  }
}

/** Asks a Node process over its inspector; other programs (their counting of references collects by itself) are let be. */
async function collectRubbish(pid: number) {
  if (!readlinkSync(`/proc/${pid}/exe`).endsWith('/node')) return
  process.kill(pid, 'SIGUSR1')
  const inspector = new WebSocket(await inspectorUrl(pid))
  await once(inspector, 'open')
  for (const id of [1, 2, 3]) {
    inspector.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await once(inspector, 'message')
  }
  inspector.close()
  await pause(300)
}

/** Contestants get `--inspect-port=0`; the port is one of those on which the process listens. */
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
