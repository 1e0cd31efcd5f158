import { userCommand } from '../commands/user-command.ts'
import { CommandTimedOut, StepFailed } from '../errors.ts'
import { urlFor } from '../health/check-url.ts'
import { filledHeaders } from '../health/header-values.ts'
import { judgeAnswer, type Verdict } from '../health/judge-answer.ts'
import type { HttpAnswer, HttpCheck } from '../health-check.ts'
import { askFromServer } from './ask-from-server.ts'
import { type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { environmentOf } from './server-command.ts'
import { holder, runCommand } from './server-script.ts'

/** Where a check happens: the step that tells of it, what ends it, and the directory that is live. */
export interface Gate {
  stepKey: string
  signal: AbortSignal
  directory: string
}

export type Tried = Verdict & { exitCode?: number | null }

/** The command, then the question over HTTP: one that is not well ends the try. @throws what ends the check itself */
export async function tryCheck(run: Run, server: ServerRun, gate: Gate, leftMs: number): Promise<Tried> {
  const words: string[] = []
  if (run.snapshot.checkCommand !== null) {
    try {
      await runCheckCommand(run, server, gate, leftMs)
      words.push('exit code 0')
    } catch (error) {
      if (!(error instanceof StepFailed || error instanceof CommandTimedOut) || gate.signal.aborted) throw error
      const exitCode = error instanceof StepFailed ? error.exitCode : null
      const why = exitCode === null ? sentenceOf(error).replace(/\.$/, '') : `exit code ${exitCode}`
      return { well: false, exitCode, words: why }
    }
  }
  const http = run.snapshot.healthCheck?.http ?? null
  if (http === null) return { well: true, words: words.join(', ') }
  const verdict = judgeAnswer(http, await ask(run, server, http, gate, leftMs))
  return { ...verdict, words: [...words, verdict.words].join(', ') }
}

/** `leftMs`: how long the check may still take; null: as long as any command. */
export async function runCheckCommand(run: Run, server: ServerRun, gate: Gate, leftMs: number | null): Promise<void> {
  const { checkCommand, totalTimeoutSeconds } = run.snapshot
  if (checkCommand === null) return
  const { stepKey, signal, directory } = gate
  const text = userCommand({ ...holder(run), place: 'current', command: checkCommand })
  const totalTimeoutMs = Math.min(leftMs ?? Number.POSITIVE_INFINITY, totalTimeoutSeconds * 1000)
  const env = environmentOf(run, server, directory)
  await runCommand(run, server, text, { stepKey, signal, env, totalTimeoutMs })
}

async function ask(run: Run, server: ServerRun, http: HttpCheck, gate: Gate, leftMs: number): Promise<HttpAnswer> {
  const host = run.snapshot.servers.find(({ id }) => id === server.id)?.host ?? server.name
  const url = urlFor(http.url, { host, name: server.name })
  if (url === null) throw new StepFailed(`${http.url} makes no address with the server's ${host} and ${server.name}.`)
  const { signal } = gate
  const seconds = Math.max(1, Math.min(http.timeoutSeconds, Math.ceil(leftMs / 1000)))
  const headers = filledHeaders(http.headers, environmentOf(run, server, gate.directory))
  if (http.from === 'SERVER') return askFromServer(run, server, { ...http, headers }, { url, seconds, signal })
  const { method, verifyCertificate } = http
  return run.ports.http.ask({ url, method, headers, verifyCertificate, timeoutMs: seconds * 1000, signal })
}
