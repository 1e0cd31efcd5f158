import { checkLock } from '../commands/lock.ts'
import { EXIT } from '../commands/script.ts'
import { probe, readState, type ServerState } from '../commands/state.ts'
import { LeaseLost, StepFailed } from '../errors.ts'
import type { RemoteExit, RemoteRunOptions } from '../ports.ts'
import { collectReport, logOutput } from './output.ts'
import type { Run, ServerRun } from './run-state.ts'

/** Our own scripts say nothing while they work; one that takes this long hangs. */
const QUIET_LIMIT_MS = 120_000

export interface ScriptOptions extends Omit<RemoteRunOptions, 'onOutput'> {
  /** The log that takes what the script prints on standard error. */
  stepKey: string
  /** Hears what the script reports while it runs. */
  onReport?: (text: string) => void
}

/** What every script needs to show that it may work on the server. */
export const holder = ({ snapshot, fence }: Run) => ({
  path: snapshot.path,
  directory: snapshot.directory,
  environment: snapshot.environmentId,
  fence,
})

/**
 * Runs one of our scripts and returns its report.
 * @throws StepFailed with the script's own reason; LeaseLost when a newer attempt owns the server; ConnectionLost.
 */
export async function runScript(run: Run, server: ServerRun, text: string, options: ScriptOptions): Promise<string> {
  const { stepKey, onReport, ...rest } = options
  const collected = collectReport()
  const log = logOutput(run.ports.journal, stepKey)
  const exit = await server.link.run(text, {
    totalTimeoutMs: QUIET_LIMIT_MS,
    ...rest,
    onOutput: async (piece) => {
      await collected.listen(piece)
      if (piece.stream === 'STDERR') await log.listen(piece)
      else onReport?.(piece.bytes.toString('utf8'))
    },
  })
  await log.end()
  judge(exit, collected.lastWords())
  return collected.report()
}

/** Runs a command that a person wrote: all it prints is its log, nothing is read from it but the exit status. */
export async function runCommand(run: Run, server: ServerRun, text: string, options: ScriptOptions): Promise<void> {
  const { stepKey, ...rest } = options
  const collected = collectReport()
  const log = logOutput(run.ports.journal, stepKey)
  const exit = await server.link.run(text, {
    idleTimeoutMs: run.snapshot.idleTimeoutSeconds * 1000,
    totalTimeoutMs: run.snapshot.totalTimeoutSeconds * 1000,
    ...rest,
    onOutput: async (piece) => {
      await collected.listen(piece)
      await log.listen(piece)
    },
  })
  await log.end()
  // A command may end with our own codes by chance: asked again, the lock itself tells.
  if (exit.code === EXIT.superseded || exit.code === EXIT.lockGone) {
    await runScript(run, server, checkLock(holder(run)), { stepKey, signal: options.signal })
  }
  requireSuccess(exit)
}

/** What the server really has, read afresh. */
export async function readServer(
  run: Run,
  server: ServerRun,
  stepKey: string,
  signal: AbortSignal,
): Promise<ServerState> {
  const report = await runScript(run, server, probe(run.snapshot.path, run.snapshot.directory), { stepKey, signal })
  return stateOf(report)
}

export function stateOf(report: string): ServerState {
  const state = readState(report)
  if (state === null)
    throw new StepFailed('The server gave no readable answer. Does its login shell print anything else?')
  return state
}

function judge(exit: RemoteExit, lastWords: string): void {
  if (exit.code === EXIT.superseded) throw new LeaseLost('A newer attempt of this environment owns the server.')
  if (exit.code === 0) return
  if (lastWords !== '') throw new StepFailed(lastWords, exit.code)
  requireSuccess(exit)
}

export function requireSuccess(exit: RemoteExit): void {
  if (exit.code === 0) return
  if (exit.code === null) throw new StepFailed(`The command was ended by the signal ${exit.signal}.`)
  throw new StepFailed(`The command ended with exit code ${exit.code}.`, exit.code)
}
