import { gateKey } from '../gates/gates-of.ts'
import type { PlanStep, WayBack } from '../types.ts'
import { lastKey, type Run, type ServerRun } from './run-state.ts'

/** The step that puts one server back; only a release that goes back has it. */
export const backKey = ({ id }: Pick<ServerRun, 'id'>): string => `rollback:${id}`

/** Some server's way back is written down: whoever takes the release over goes to the end of it. */
export const wayBackBegun = (run: Run): boolean => run.servers.some((server) => run.book.has(backKey(server)))

/**
 * The servers that go back, what switched last first: all that this release is live on, or may be, and all that an earlier
 * attempt had begun to put back, or switched when nobody could ask them since.
 */
export function serversToPutBack(run: Run): ServerRun[] {
  const { book, leftRunning } = run
  const left = (server: ServerRun) => {
    if (book.has(backKey(server))) return !book.isFinal(backKey(server))
    if (server.maybeSwitched || server.switched) return true
    return !server.looked && leftRunning.has(`activate:${server.id}`)
  }
  const place = (server: ServerRun) => {
    if (!server.switched && !book.has(backKey(server))) return Number.POSITIVE_INFINITY
    return server.switchedAt
  }
  const made = run.switches.filter(left)
  const others = run.servers.filter((server) => left(server) && !made.includes(server))
  return [...others, ...made].sort((a, b) => (place(a) < place(b) ? -1 : Number(place(a) > place(b)))).reverse()
}

export const backSteps = (run: Run, servers: readonly ServerRun[]): PlanStep[] =>
  servers.map((server) => ({
    key: backKey(server),
    kind: 'ACTIVATE',
    parentKeys: [lastKey(run, server)],
    serverId: server.id,
    title: 'rollback',
  }))

/** How the way back went; null when there was none. */
export function wayBackOf(run: Run): WayBack | null {
  if (!wayBackBegun(run)) return null
  const { book } = run
  const failed = (key: string) => book.has(key) && (book.status(key) === 'FAILED' || book.status(key) === 'UNKNOWN')
  const left = run.servers.filter((server) => server.switched || failed(backKey(server)))
  return {
    checkFailed: run.servers.some((server) => failed(`check:${server.id}`) || failed(gateKey(server))),
    left: left.map(({ name }) => name),
  }
}
