import { StringDecoder } from 'node:string_decoder'
import { CommandTimedOut } from '../engine/errors.ts'
import type { HttpProbe, RemoteConnection, RemoteShell } from '../engine/ports.ts'
import type { OpenProbe, ProbeAsker, Question } from '../modules/metrics/probes/probe-asker.ts'
import { MOST_ANSWER_BYTES, numberIn, type Probed } from '../modules/metrics/probes/probe-value.ts'

/** An answer over HTTP, or all of a command, takes no longer. */
const ANSWER_MS = 10_000
/** With connecting and signing in. */
const WHOLE_MS = 20_000

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Asks over HTTP from here, and runs commands over SSH: never a shell of this machine. */
export function createProbeAsker(ports: { http: HttpProbe; remote: RemoteShell; answerMs?: number }): ProbeAsker {
  return { open: (question) => (question.kind === 'HTTP' ? openHttp(question, ports) : openCommand(question, ports)) }
}

function openHttp(
  { url, pointer }: Question,
  { http, answerMs = ANSWER_MS }: { http: HttpProbe; answerMs?: number },
): OpenProbe {
  return {
    async ask(signal): Promise<Probed> {
      if (url === null || !URL.canParse(url)) return { problem: 'The address is not usable. Change the probe.' }
      const question = { method: 'GET' as const, headers: [], timeoutMs: answerMs, verifyCertificate: true, signal }
      const answer = await http.ask({ ...question, url: new URL(url) })
      if ('problem' in answer) return { problem: `No answer: ${answer.problem}.` }
      const { status, body } = answer
      if (status >= 300 && status < 400)
        return { problem: `The answer leads elsewhere (status ${status}), which is not followed.` }
      if (status < 200 || status >= 400) return { problem: `The answer has the status ${status}.` }
      return numberIn(body, pointer)
    },
    async close() {},
  }
}

function openCommand(
  { command, serverId, pointer }: Question,
  { remote, answerMs = ANSWER_MS }: { remote: RemoteShell; answerMs?: number },
): OpenProbe {
  let connection: RemoteConnection | null = null

  async function close() {
    const left = connection
    connection = null
    await left?.close()
  }

  async function run(script: string, on: string, signal: AbortSignal): Promise<Probed> {
    if (!connection?.alive) {
      await close()
      connection = await remote.connect(on, { signal })
    }
    const decoder = new StringDecoder('utf8')
    let [answer, size] = ['', 0]
    // Nothing of the environment's variables goes along: what a command prints is read here, and secrets shall not be.
    const { code } = await connection.run(script, {
      ...{ signal, totalTimeoutMs: answerMs },
      onOutput({ stream, bytes }) {
        if (stream !== 'STDOUT' || size > MOST_ANSWER_BYTES) return
        size += bytes.length
        answer += decoder.write(bytes)
      },
    })
    if (code !== 0)
      return { problem: code === null ? 'The command was ended by a signal.' : `The command ended with ${code}.` }
    return size > MOST_ANSWER_BYTES ? { problem: 'The answer is longer than 64 KB.' } : numberIn(answer, pointer)
  }

  return {
    async ask(signal): Promise<Probed> {
      if (command === null) return { problem: 'There is no command. Change the probe.' }
      if (serverId === null) return { problem: 'Its server was removed. Choose another one.' }
      const late = AbortSignal.timeout(WHOLE_MS)
      try {
        return await run(command, serverId, AbortSignal.any([signal, late]))
      } catch (error) {
        if (!(error instanceof CommandTimedOut)) await close()
        signal.throwIfAborted()
        if (error instanceof CommandTimedOut) return { problem: `The command did not end within ${answerMs / 1000} s.` }
        return { problem: late.aborted ? `The server did not answer within ${WHOLE_MS / 1000} s.` : wordsOf(error) }
      }
    },
    close,
  }
}
