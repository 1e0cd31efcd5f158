import { httpRequest } from '../commands/http-request.ts'
import { EXIT } from '../commands/script.ts'
import { CommandTimedOut, LeaseLost, StepFailed } from '../errors.ts'
import type { HttpAnswer, HttpCheck } from '../health-check.ts'
import { collectReport } from './output.ts'
import type { Run, ServerRun } from './run-state.ts'
import { holder, requireSuccess } from './server-script.ts'

/** Some time for the connection and the shell, beyond what the request itself may take. */
const GRACE_MS = 5000

/** One request that a server sends itself. @throws ConnectionLost, LeaseLost, StepFailed when the lock is gone */
export async function askFromServer(
  run: Run,
  server: ServerRun,
  http: HttpCheck,
  { url, seconds, signal }: { url: URL; seconds: number; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { method, headers, verifyCertificate } = http
  const text = httpRequest({ ...holder(run), url: url.href, method, headers, verifyCertificate, seconds })
  const said = collectReport()
  try {
    const totalTimeoutMs = seconds * 1000 + GRACE_MS
    const exit = await server.link.run(text, { signal, totalTimeoutMs, onOutput: said.listen })
    if (exit.code === EXIT.superseded) throw new LeaseLost('A newer attempt of this environment owns the server.')
    if (exit.code === EXIT.lockGone) throw new StepFailed(said.lastWords(), exit.code)
    requireSuccess(exit)
  } catch (error) {
    if (!(error instanceof CommandTimedOut)) throw error
    return { problem: `no answer within ${seconds} s` }
  }
  return readAnswer(said.report(), said.errors(), seconds)
}

/** Of curl, and of `timeout` around wget. */
const timedOut = (line: string) => /^exit (28|124|143)$/.test(line)

/** The first status that is no mere notice counts, whatever follows it. */
export function readAnswer(body: string, told: string, seconds: number): HttpAnswer {
  const lines = told.split('\n').map((line) => line.trim())
  for (const line of lines) {
    const status = Number(/^(?:wget: server returned error: )?HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(line)?.[1] ?? 0)
    if (status >= 200)
      return lines.some(timedOut) ? { problem: `no whole answer within ${seconds} s` } : { status, body }
  }
  if (lines.some(timedOut)) return { problem: `no answer within ${seconds} s` }
  const words = lines.filter((line) => line !== '' && !line.startsWith('exit ')).at(-1)
  return { problem: words ? words.slice(0, 300) : 'no answer' }
}
