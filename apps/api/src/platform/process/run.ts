import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { CommandTimedOut } from '../../engine/errors.ts'
import type { OutputPiece, RemoteExit } from '../../engine/ports.ts'
import { endGroup } from './group.ts'

export interface RunOptions {
  cwd: string
  env: Record<string, string>
  signal?: AbortSignal
  /** Awaited before more is read, so a slow listener slows the program down. Output is thrown away when absent. */
  onOutput?: (piece: OutputPiece) => void | Promise<void>
  /** Fed to the program; nothing (/dev/null) when absent. */
  stdin?: Readable
  idleTimeoutMs?: number
  totalTimeoutMs?: number
  /** From TERM to KILL; 10 s when absent. */
  graceMs?: number
  /** File descriptor 3 of the program is a pipe that ends when this process does, however it ends. */
  lifeline?: boolean
}

/** How long output may stay open without a byte after the program itself has ended. */
const lingerMs = 1000

/**
 * Runs a program in its own process group. When this resolves or rejects, nothing of the group runs any more, children
 * that the program left behind included. @throws CommandTimedOut; an AbortError; the error of a program that is not there
 */
export async function run(program: string, args: string[], options: RunOptions): Promise<RemoteExit> {
  if (options.signal?.aborted) throw aborted(options.signal)
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe', options.lifeline ? 'pipe' : 'ignore'],
  })
  // It carries nothing: that its other end was closed is no failure.
  child.stdio[3]?.on('error', () => {})
  const spawned = once(child, 'spawn')
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  exited.catch(() => {})
  await spawned
  const pgid = child.pid as number
  const graceMs = options.graceMs ?? 10_000
  let failure: Error | null = null
  let ending: Promise<void> | null = null
  const end = (reason: Error | null) => {
    failure ??= reason
    ending ??= endGroup(pgid, graceMs)
  }

  const onAbort = () => end(aborted(options.signal))
  options.signal?.addEventListener('abort', onAbort, { once: true })
  // It may have fired while the program started, when nobody listened yet.
  if (options.signal?.aborted) onAbort()
  const total = options.totalTimeoutMs
    ? setTimeout(() => end(timedOut('TOTAL', options.totalTimeoutMs ?? 0)), options.totalTimeoutMs)
    : undefined
  const idle = watchIdle(options.idleTimeoutMs, () => end(timedOut('IDLE', options.idleTimeoutMs ?? 0)))
  const linger = watchIdle(lingerMs, () => {
    end(null)
    child.stdout?.destroy()
    child.stderr?.destroy()
  })
  const deliver = async (stream: OutputPiece['stream'], source: Readable) => {
    for await (const bytes of source) {
      idle.pause()
      linger.pause()
      if (!failure) await options.onOutput?.({ stream, bytes })
      idle.resume()
      linger.resume()
    }
  }
  const guard = (delivery: Promise<void>) =>
    delivery.catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') end(error)
    })

  idle.start()
  feed(child, options.stdin, end)
  const output = [
    guard(deliver('STDOUT', child.stdout as Readable)),
    guard(deliver('STDERR', child.stderr as Readable)),
  ]
  try {
    const [code, signal] = await exited
    idle.stop()
    linger.start()
    await Promise.all(output)
    linger.stop()
    end(null)
    await ending
    if (failure) throw failure
    return { code, signal }
  } finally {
    idle.stop()
    linger.stop()
    clearTimeout(total)
    child.stdio[3]?.destroy()
    options.signal?.removeEventListener('abort', onAbort)
  }
}

function feed(child: ChildProcess, source: Readable | undefined, end: (reason: Error) => void) {
  if (!source || !child.stdin) return
  // A program may end without reading everything; that is judged by its exit status, not here.
  child.stdin.on('error', () => source.destroy())
  source.on('error', end)
  source.pipe(child.stdin)
}

/** Calls `onIdle` once `limitMs` pass without activity. While paused (a listener is at work) time does not count. */
function watchIdle(limitMs: number | undefined, onIdle: () => void) {
  let timer: NodeJS.Timeout | undefined
  let started = false
  let paused = 0
  const arm = () => {
    clearTimeout(timer)
    if (limitMs && started && paused === 0) timer = setTimeout(onIdle, limitMs)
  }
  return {
    start: () => {
      started = true
      arm()
    },
    stop: () => {
      started = false
      clearTimeout(timer)
    },
    pause: () => {
      paused++
      clearTimeout(timer)
    },
    resume: () => {
      paused--
      arm()
    },
  }
}

export const aborted = (signal?: AbortSignal) =>
  Object.assign(new Error('The work was cancelled.', { cause: signal?.reason }), { name: 'AbortError' })

const timedOut = (limit: 'IDLE' | 'TOTAL', ms: number) =>
  new CommandTimedOut(
    limit,
    limit === 'IDLE'
      ? `Nothing was printed for ${ms / 1000} s, so the command was ended. Raise the idle timeout if that is expected.`
      : `The command took longer than ${ms / 1000} s and was ended. Raise the total timeout if that is expected.`,
  )
