import { CommandTimedOut, ConnectionLost } from '../../engine/errors.ts'
import type { RemoteExit, RemoteRunOptions } from '../../engine/ports.ts'
import { abortErrorOf, onAbort, within } from './abort.ts'
import { pumpInput } from './input-pump.ts'
import type { Launch } from './launch.ts'
import { pumpOutput } from './output-pump.ts'
import { readPreamble } from './preamble.ts'
import type { ScriptChannel } from './script-channel.ts'
import { watchTime } from './time-limits.ts'

export interface RunLimits {
  lingerMs: number
  /** How long the start may still be unknown when the script has to be ended. */
  startMs: number
}

/** Runs a launched script over its channel: see `RemoteConnection.run` for what it promises. */
export async function runScript(
  channel: ScriptChannel,
  started: Launch,
  options: RemoteRunOptions,
  limits: RunLimits,
): Promise<RemoteExit> {
  const over = new AbortController()
  let tellPid: (pid: number) => void = () => {}
  const pid = new Promise<number>((resolve) => {
    tellPid = resolve
  })
  let failed: (error: unknown) => void = () => {}
  const failure = new Promise<{ error: unknown }>((resolve) => {
    failed = (error) => resolve({ error })
  })

  const stdout = readPreamble(started.name, tellPid)
  const output = pumpOutput({
    stdout: channel.stdout.pipe(stdout),
    stderr: channel.stderr,
    deliver: async (piece) => {
      clock.touch()
      await options.onOutput?.(piece)
      clock.touch()
    },
    onFailure: failed,
  })
  const clock = watchTime(options, { busy: () => output.busy, onLimit: (limit) => failed(timedOut(limit, options)) })
  const stopListening = onAbort(options.signal, () => options.signal && failed(abortErrorOf(options.signal)))
  pumpInput(channel, { head: started.head, source: options.stdin, over: over.signal, onProgress: clock.touch }).catch(
    failed,
  )

  try {
    const outcome = await Promise.race([ending(channel, output, limits, clock), failure])
    if (!('error' in outcome)) return outcome
    if (outcome.error instanceof ConnectionLost) throw outcome.error
    const group = await within(pid, limits.startMs, null)
    if (group !== null) await channel.terminate(group)
    await within(channel.closed, limits.lingerMs, null)
    throw outcome.error
  } finally {
    over.abort()
    clock.stop()
    stopListening()
    output.discard()
    channel.close()
  }
}

/** How the script ended, once all of its output is delivered. @throws ConnectionLost */
async function ending(
  channel: ScriptChannel,
  output: { done: Promise<void>; readonly busy: boolean },
  limits: RunLimits,
  clock: { silentMs(): number },
): Promise<RemoteExit> {
  let stopListening = (): void => {}
  const lost = new Promise<'LOST'>((resolve) => {
    stopListening = onAbort(channel.lost, () => resolve('LOST'))
  })
  const complete = Promise.all([channel.exited, output.done]).then(([exit]) => exit)
  const closed = channel.closed.then(() => output.done).then((): 'CLOSED' => 'CLOSED')
  const lingering = channel.exited.then(async (exit) => {
    // A daemon that the script left behind may keep the output open for ever; it is not waited for.
    for (let rest = limits.lingerMs; rest > 0 || output.busy; rest = limits.lingerMs - clock.silentMs()) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 20)).unref())
    }
    return exit
  })
  const first = await Promise.race([complete, lost, closed, lingering]).finally(stopListening)
  if (typeof first === 'object') return first
  // The last bytes and the end of the connection may come together.
  const exit = await within(complete, 50, null)
  if (exit !== null) return exit
  const why =
    channel.lost.reason instanceof Error ? channel.lost.reason.message : 'the channel closed without an exit status'
  throw new ConnectionLost(`The connection was lost while a command ran (${why}). Whether it finished is not known.`)
}

function timedOut(limit: 'IDLE' | 'TOTAL', options: RemoteRunOptions): CommandTimedOut {
  const ms = (limit === 'IDLE' ? options.idleTimeoutMs : options.totalTimeoutMs) ?? 0
  const seconds = `${Math.round(ms / 100) / 10} s`
  const message =
    limit === 'IDLE'
      ? `The command printed nothing for ${seconds} and was ended. Let it print, or raise the idle timeout.`
      : `The command ran for ${seconds} and was ended. Make it faster, or raise the total timeout.`
  return new CommandTimedOut(limit, message)
}
