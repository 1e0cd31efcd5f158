import { setTimeout as wait } from 'node:timers/promises'
import { StepFailed } from '../errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { type Gate, runCheckCommand, type Tried, tryCheck } from './check-try.ts'
import type { Run, ServerRun } from './run-state.ts'

export const hasCheck = ({ snapshot }: Run): boolean =>
  snapshot.checkCommand !== null || (snapshot.healthCheck?.http ?? null) !== null

/**
 * Finds out whether what is live on a server works, on the way to a release as on the way back. Without a health check the
 * command alone decides, run once; with one, it and the question over HTTP are tried until both go well, a line each.
 * @throws StepFailed when the server is not well in time
 */
export async function passCheck(run: Run, server: ServerRun, gate: Gate): Promise<void> {
  const health = run.snapshot.healthCheck ?? null
  if (health === null) return runCheckCommand(run, server, gate, null)
  const say = (text: string) => run.ports.journal.output(gate.stepKey, 'SYSTEM', `${text}\n`)
  if (health.delaySeconds > 0) {
    await say(`Waiting ${health.delaySeconds} s before the first try.`)
    await wait(health.delaySeconds * 1000, undefined, { signal: gate.signal })
  }
  await tryUntilWell(health, gate.signal, say, (leftMs) => tryCheck(run, server, gate, leftMs))
}

async function tryUntilWell(
  { timeoutSeconds, intervalSeconds, successes }: HealthCheck,
  signal: AbortSignal,
  say: (text: string) => Promise<void>,
  tryOnce: (leftMs: number) => Promise<Tried>,
): Promise<void> {
  const end = performance.now() + timeoutSeconds * 1000
  const intervalMs = intervalSeconds * 1000
  let passed = 0
  for (let tries = 1; ; tries++) {
    const { well, words, exitCode } = await tryOnce(Math.max(1000, end - performance.now()))
    signal.throwIfAborted()
    passed = well ? passed + 1 : 0
    await say(`try ${tries}: ${words}${well && successes > 1 ? ` (${passed} of ${successes})` : ''}`)
    if (passed >= successes) return
    if (performance.now() + intervalMs >= end) {
      const count = tries === 1 ? '1 try' : `${tries} tries`
      throw new StepFailed(`Not well within ${timeoutSeconds} s (${count}). Last: ${words}.`, exitCode ?? null)
    }
    await wait(intervalMs, undefined, { signal })
  }
}
