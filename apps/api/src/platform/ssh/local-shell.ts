import { type ChildProcess, spawn } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { ConnectionLost } from '../../engine/errors.ts'
import type { RemoteConnection, RemoteRunOptions, RemoteShell } from '../../engine/ports.ts'
import { abortErrorOf, onAbort } from './abort.ts'
import { endScript, launch } from './launch.ts'
import type { LocalFaults } from './local-faults.ts'
import { runScript } from './run-script.ts'
import type { ScriptChannel } from './script-channel.ts'

export interface LocalShellOptions {
  /** The directory that is HOME and working directory for one “server”; it exists. */
  directoryOf(serverId: string): string | Promise<string>
  faults?: LocalFaults
  killGraceMs?: number
  /** PATH of the scripts. */
  searchPath?: string
}

/**
 * RemoteShell without a network, the twin of the SSH adapter: each server is a directory on this machine. Scripts are
 * launched, timed out and ended by the very same code. For tests and for dry runs.
 */
export function createLocalShell(options: LocalShellOptions): RemoteShell {
  const { faults, killGraceMs = 10_000, searchPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' } = options
  return {
    async connect(serverId, { signal }) {
      if (signal?.aborted) throw abortErrorOf(signal)
      await faults?.beforeConnect(serverId, signal)
      const home = await options.directoryOf(serverId)
      return localConnection({ serverId, home, faults, killGraceMs, searchPath })
    },
  }
}

interface LocalConnectionOptions {
  serverId: string
  home: string
  faults: LocalFaults | undefined
  killGraceMs: number
  searchPath: string
}

function localConnection(options: LocalConnectionOptions): RemoteConnection {
  const { serverId, home, faults, killGraceMs } = options
  const lost = new AbortController()
  // Every command on the connection listens.
  setMaxListeners(0, lost.signal)
  const drop = (reason: string): void => lost.abort(new Error(reason))

  async function run(script: string, runOptions: RemoteRunOptions) {
    if (runOptions.signal?.aborted) throw abortErrorOf(runOptions.signal)
    if (lost.signal.aborted) throw new ConnectionLost('The connection was lost before the command started.')
    const started = launch(script, { env: runOptions.env, withInput: runOptions.stdin !== undefined })
    const child = spawn('sh', ['-c', started.command], {
      cwd: home,
      env: { PATH: options.searchPath, HOME: home, LANG: 'C.UTF-8' },
      detached: true,
    })
    const channel = localChannel(child, lost.signal, (pid) => endLocally(pid, started.name, killGraceMs))
    faults?.onCommand({ serverId, channel, drop })
    try {
      return await runScript(channel, started, runOptions, { lingerMs: 2_000, startMs: 5_000 })
    } finally {
      runOptions.stdin?.destroy()
    }
  }

  return {
    run,
    get alive() {
      return !lost.signal.aborted
    },
    close: async () => drop('the connection was closed'),
  }
}

function localChannel(child: ChildProcess, lost: AbortSignal, terminate: ScriptChannel['terminate']): ScriptChannel {
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('the shell was started without its streams')
  // Scripts may end before they read their input.
  stdin.on('error', () => {})
  // A cut link carries nothing any more, in either direction: no rest of an upload, and no exit status.
  onAbort(lost, () => stdin.destroy())
  return {
    stdin,
    stdout,
    stderr,
    exited: new Promise((resolve, reject) => {
      child.once('exit', (code, signal) => {
        if (!lost.aborted) resolve({ code, signal })
      })
      child.once('error', reject)
    }),
    closed: new Promise((resolve) => void child.once('close', () => resolve())),
    lost,
    ready: async () => {},
    terminate,
    close: () => {
      stdin.destroy()
      stdout.destroy()
      stderr.destroy()
    },
  }
}

function endLocally(pid: number, name: string, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-s'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    child.once('close', () => resolve())
    child.once('error', () => resolve())
    child.stdin.on('error', () => {})
    child.stdin.end(endScript(pid, name, { graceMs, verify: false }))
  })
}
