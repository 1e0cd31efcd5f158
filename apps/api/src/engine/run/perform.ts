import { ConnectionLost, LeaseLost, RemoteUnreachable, StepFailed } from '../errors.ts'
import { decide, pendingDecision } from './decide.ts'
import { Halted, LeftOut, mayGoOn } from './hold.ts'
import { isCancelled, type Run, type ServerRun, sentenceOf, serverOfStep } from './run-state.ts'
import { readServer } from './server-script.ts'

/**
 * Does a step's work and writes down how it ended. A step that is final already (an earlier attempt did it, and it had to be
 * done again) keeps its state; its work is done all the same. Where people are asked about failures, it ends as they decide.
 * What the work returns is the step's message. Rethrows what it threw.
 */
export async function perform(run: Run, key: string, work: () => Promise<string> | Promise<void>): Promise<void> {
  run.stop.signal.throwIfAborted()
  if (run.work.aborted) {
    await run.book.change(key, 'CANCELLED', { message: 'Cancelled before it started.' })
    run.work.throwIfAborted()
  }
  const server = serverOfStep(run, key)
  if (server) await obeyEarlierDecision(run, server, key)
  for (;;) {
    // What it waited for is no news any more.
    await run.book.change(key, 'RUNNING', run.book.status(key) === 'BLOCKED' ? { message: null } : {})
    try {
      const message = (await work()) ?? null
      return await run.book.change(key, 'SUCCEEDED', { message })
    } catch (error) {
      if (error instanceof LeaseLost) run.stop.abort(error)
      run.stop.signal.throwIfAborted()
      // It ends with the release.
      if (error instanceof Halted && !run.work.aborted) throw error
      // Whoever takes the server out tells so at all of its steps.
      if (server?.leave.signal.aborted) throw new LeftOut()
      if (server && (await decide(run, server, key, sentenceOf(error))) === 'RETRY') {
        if (server.mayLeave) await mayGoOn(run, server)
        continue
      }
      await noteFailure(run, key, error)
      throw error
    }
  }
}

async function obeyEarlierDecision(run: Run, server: ServerRun, key: string): Promise<void> {
  const decision = await pendingDecision(run, server, key)
  if (decision === 'STOPPED') throw new Halted()
  if (decision === null || decision === 'RETRY') return
  const message = 'It had failed before the worker died.'
  await run.book.change(key, 'FAILED', { message })
  throw new StepFailed(message)
}

async function noteFailure(run: Run, key: string, error: unknown): Promise<void> {
  const message = sentenceOf(error)
  if (isCancelled(run)) return run.book.change(key, 'CANCELLED', { message: 'Cancelled while it ran.' })
  const unreachable = error instanceof ConnectionLost || error instanceof RemoteUnreachable
  const asked = run.book.status(key) === 'BLOCKED'
  if (unreachable && key.includes(':') && !asked) return run.book.change(key, 'UNKNOWN', { message })
  const exitCode = error instanceof StepFailed ? error.exitCode : null
  return run.book.change(key, 'FAILED', { message, exitCode })
}

const TRIES = 3

/**
 * Work on a server that may be done twice. When the connection ends without an exit status the step is UNKNOWN; the server is
 * reached again and asked by `isDone`; only its answer counts. @throws the last ConnectionLost or RemoteUnreachable.
 */
export async function despiteLosses(
  run: Run,
  server: ServerRun,
  key: string,
  work: (attempt: number) => Promise<void>,
  isDone: (state: Awaited<ReturnType<typeof readServer>>) => boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (!(error instanceof ConnectionLost) || attempt === TRIES || server.work.aborted) throw error
      await run.book.change(key, 'UNKNOWN', { message: error.message })
      if (await findDone(run, server, key, isDone)) return
      await run.book.change(key, 'RUNNING', { message: 'The connection was lost; trying again.' })
    }
  }
}

async function findDone(
  run: Run,
  server: ServerRun,
  key: string,
  isDone: (state: Awaited<ReturnType<typeof readServer>>) => boolean,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    await server.link.reconnect(server.work)
    try {
      return isDone(await readServer(run, server, key, server.work))
    } catch (error) {
      if (!(error instanceof ConnectionLost) || attempt === TRIES) throw error
    }
  }
}
