import { wentWrong } from '../../shared/commands/command-states.ts'
import type { CommandEvent, CommandRun, RunServer } from './operations.ts'

type Now = Pick<CommandRun, 'state' | 'message' | 'servers'>

const final = new Set(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'UNREACHABLE', 'CANCELLED', 'SKIPPED', 'UNKNOWN'])

function changed(server: RunServer, event: CommandEvent): RunServer {
  const { serverState: state, exitCode, signal, message, at } = event
  if (state === null) return server
  const begun = state === 'RUNNING' ? at : server.startedAt
  const over = final.has(state) && begun !== null ? at : server.finishedAt
  return { ...server, state, exitCode, signal, message, startedAt: begun, finishedAt: over }
}

/** A run as it is after its events, in their order. */
export function applyEvents<N extends Now>(now: N, events: readonly CommandEvent[]): N {
  const servers = new Map(now.servers.map((server) => [server.serverId, server]))
  let { state, message } = now
  for (const event of events) {
    state = event.runState
    if (event.kind === 'run') message = event.message
    const server = event.serverId === null ? undefined : servers.get(event.serverId)
    if (server) servers.set(server.serverId, changed(server, event))
  }
  return { ...now, state, message, servers: [...servers.values()] }
}

const rank = (server: RunServer) => {
  if (wentWrong(server.state)) return 0
  if (server.state === 'RUNNING') return 1
  return server.state === 'PENDING' ? 2 : 3
}

/** What went wrong first, then what runs, what waits, and what is over; each in the order of the run. */
export const inOrderOfInterest = (servers: readonly RunServer[]) => [...servers].sort((a, b) => rank(a) - rank(b))

export interface SameOutput {
  text: string
  exitCode: number | null
  servers: RunServer[]
}

/** Servers that ended alike and printed the same, the largest group first. */
export function groupByOutput(servers: readonly RunServer[], textOf: (serverId: string) => string): SameOutput[] {
  const groups = new Map<string, SameOutput>()
  for (const server of servers) {
    const text = textOf(server.serverId)
    const key = JSON.stringify([server.state, server.exitCode, text])
    const group = groups.get(key)
    if (group) group.servers.push(server)
    else groups.set(key, { text, exitCode: server.exitCode, servers: [server] })
  }
  return [...groups.values()].sort((a, b) => b.servers.length - a.servers.length)
}
