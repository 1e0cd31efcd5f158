import { type FailureChoice, lastQuestion } from '../controls.ts'
import type { Run, ServerRun } from './run-state.ts'

/** What became of a question; STOPPED: no answer matters any more, because the release was stopped meanwhile. */
export type Decision = FailureChoice | 'STOPPED'

/** A guided release: asks what is to become of a server whose step failed, and waits for the answer. Null: nobody is asked. */
export async function decide(run: Run, server: ServerRun, key: string, sentence: string): Promise<Decision | null> {
  if (!run.rollout.guided || run.work.aborted || run.failure !== null) return null
  const message = `${sentence} Waits for a decision: retry, skip or roll back.`
  // The start is of all servers, and goes on with the others.
  if (key !== 'start') await run.book.change(key, 'BLOCKED', { message })
  await run.ports.journal.targetChanged({ serverId: server.id, status: 'BLOCKED', message })
  await run.controls.ask({ kind: 'FAILURE', serverId: server.id, stepKey: key, message: sentence })
  return answer(run, server, key)
}

/** About a step that an earlier attempt left waiting for a decision: what was decided since, or will be. Null: there is none. */
export async function pendingDecision(run: Run, server: ServerRun, key: string): Promise<Decision | null> {
  const question = lastQuestion(run.controls.wishes, server.id, key)
  if (question === null) return null
  const waits = key === 'start' ? question.answer === null : run.book.status(key) === 'BLOCKED'
  return waits ? answer(run, server, key) : null
}

async function answer(run: Run, server: ServerRun, key: string): Promise<Decision> {
  for (;;) {
    run.stop.signal.throwIfAborted()
    if (run.work.aborted || run.failure !== null) return 'STOPPED'
    const found = lastQuestion(run.controls.wishes, server.id, key)?.answer
    if (found?.choice) {
      await run.ports.journal.output(key, 'SYSTEM', `${found.by} decided: ${words[found.choice]}.\n`)
      if (found.choice === 'RETRY') {
        await run.ports.journal.targetChanged({ serverId: server.id, status: 'RUNNING', message: null })
      }
      return found.choice
    }
    await run.bell.after(run.bell.rung, run.work)
  }
}

const words: Record<FailureChoice, string> = { RETRY: 'try again', SKIP: 'go on without it', ROLL_BACK: 'roll back' }
