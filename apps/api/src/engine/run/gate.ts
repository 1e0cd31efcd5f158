import { setTimeout as wait } from 'node:timers/promises'
import { GateFailed } from '../errors.ts'
import { gateKey, gatesOf } from '../gates/gates-of.ts'
import { judgeGate, momentsOf } from '../gates/judge-gate.ts'
import type { ProbeGate } from '../probe-gate.ts'
import { Halted } from './hold.ts'
import { perform } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'

/**
 * After the check: asks for the application's numbers for as long as its gates say. The server counts as well, and others
 * follow, only then. Whoever takes over from a dead worker watches from the beginning, because nobody looked in between.
 */
export async function watchGates(run: Run, server: ServerRun, again: boolean): Promise<void> {
  const stepKey = gateKey(server)
  if (!run.book.has(stepKey) || (run.book.isFinal(stepKey) && !again)) return
  await perform(run, stepKey, () => watchAll(run, server, stepKey))
}

async function watchAll(run: Run, server: ServerRun, stepKey: string): Promise<void> {
  const gates = gatesOf(run.snapshot)
  const enough = new AbortController()
  const signal = AbortSignal.any([server.work, enough.signal])
  const questions = gates.flatMap(momentsOf).length
  let answered = 0
  const tell = async (line: string) => {
    answered += 1
    run.book.progress(stepKey, Math.floor((answered * 100) / questions))
    await run.ports.journal.output(stepKey, 'SYSTEM', `gate ${line}\n`)
  }
  const watches = gates.map((gate) => watchOne(run, gate, signal, tell))
  try {
    await Promise.all(watches)
  } finally {
    enough.abort()
    await Promise.allSettled(watches)
  }
}

async function watchOne(
  run: Run,
  gate: ProbeGate,
  signal: AbortSignal,
  tell: (line: string) => Promise<void>,
): Promise<void> {
  const moments = momentsOf(gate)
  const begun = performance.now()
  let since = begun
  for (const [index, afterMs] of moments.entries()) {
    const answer = await whileItGoesOn(run, signal, async (until) => {
      await wait(begun + afterMs - performance.now(), undefined, { signal: until })
      return run.desk.ask(gate, since)
    })
    // An answer that another server waited for serves this one too, when it is not older than half an interval.
    since = performance.now() + gate.everySeconds * 500
    const { words, failure } = judgeGate(gate, answer)
    await tell(`${words} (${index + 1} of ${moments.length})`)
    if (failure !== null) throw new GateFailed(failure)
  }
}

/** @throws Halted once the release has failed elsewhere: going back must not wait for the end of a watch; else as `work` */
async function whileItGoesOn<T>(run: Run, signal: AbortSignal, work: (until: AbortSignal) => Promise<T>): Promise<T> {
  const done = new AbortController()
  const until = AbortSignal.any([signal, done.signal])
  const over = async (): Promise<never> => {
    for (;;) {
      until.throwIfAborted()
      if (run.failure !== null) throw new Halted()
      await run.bell.after(run.bell.rung, until)
    }
  }
  try {
    return await Promise.race([work(until), over()])
  } finally {
    done.abort()
  }
}
