import { Readable } from 'node:stream'
import { joinSwarm } from '../../commands/join-swarm.ts'
import { StepFailed } from '../../errors.ts'
import type { Swarm } from '../../swarm-port.ts'
import type { Run, ServerRun } from '../run-state.ts'
import { holder, runScript } from '../server-script.ts'
import { settingOf } from './pays.ts'
import { readSummaryLine, type SwarmProgress } from './summary-line.ts'

/** So long without one more byte, and a server is served directly. */
const STALLED_AFTER_MS = 10_000

/** One server's part in a swarm. */
export interface Membership {
  /** Resolves when the artifact is there whole. @throws StepFailed when nothing comes any more; what the script ended with */
  whole: Promise<void>
  /** Ends its aria2. Resolves when that is gone, or out of reach. */
  leave(): Promise<void>
}

/** Has a server take part, from now until it is told to leave. */
export function join(
  run: Run,
  server: ServerRun,
  swarm: Swarm,
  { attempt, onProgress }: { attempt: string; onProgress(progress: SwarmProgress): void },
): Membership {
  const over = new AbortController()
  const { totalTimeoutSeconds: mostSeconds } = run.snapshot
  const text = joinSwarm({
    ...holder(run),
    ...settingOf(run),
    attempt,
    mostSeconds,
    trackerHost: swarm.tracker.host,
    trackerPort: swarm.tracker.port,
    passkey: swarm.passkeyOf(server.id),
  })
  let resolve = (): void => undefined
  let reject = (_error: unknown): void => undefined
  const whole = new Promise<void>((...ways) => {
    ;[resolve, reject] = ways
  })
  const stall = watchGrowth(() =>
    reject(new StepFailed(`Nothing came from the others for ${STALLED_AFTER_MS / 1000} s.`)),
  )
  const onReport = byLine((line) => {
    const progress = readSummaryLine(line)
    if (progress !== null) {
      onProgress(progress)
      stall.at(progress.received)
    }
    if (line !== 'whole' && progress?.received !== null) return
    stall.end()
    resolve()
  })
  const ended = runScript(run, server, text, {
    stepKey: `upload:${server.id}`,
    stdin: Readable.from([swarm.torrent]),
    signal: AbortSignal.any([server.work, over.signal]),
    totalTimeoutMs: mostSeconds * 1000,
    onReport,
  })
    .then(() => reject(new StepFailed('aria2 ended.')), reject)
    .finally(stall.end)
  // Whoever no longer waits for it is not told.
  whole.catch(() => undefined)
  return {
    whole,
    async leave() {
      over.abort()
      await ended
    },
  }
}

function watchGrowth(onStall: () => void) {
  let most = -1
  const timer = setTimeout(onStall, STALLED_AFTER_MS)
  return {
    at(received: number | null) {
      if (received === null || received <= most) return
      most = received
      timer.refresh()
    },
    end: () => clearTimeout(timer),
  }
}

function byLine(listen: (line: string) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(-1000)
    for (const line of lines) listen(line)
  }
}
