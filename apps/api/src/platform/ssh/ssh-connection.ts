import type { RemoteConnection, RemoteRunOptions } from '../../engine/ports.ts'
import { onAbort, within } from './abort.ts'
import { channelSlots } from './channel-slots.ts'
import { openExec, scriptChannel } from './exec-channel.ts'
import { endScript, launch } from './launch.ts'
import { runScript } from './run-script.ts'
import type { SshLimits } from './ssh-limits.ts'
import type { SshPath } from './ssh-path.ts'

export interface SshConnectionOptions {
  limits: SshLimits
  /** Opens another connection to the same server, to end a script when this one is stuck. */
  reopen: () => Promise<SshPath>
  /** A script could not be ended: it may still run on the server. */
  onOrphan: (detail: { pid: number; name: string; error: unknown }) => void
}

export function sshConnection(path: SshPath, options: SshConnectionOptions): RemoteConnection {
  const { limits } = options
  const slots = channelSlots(limits.channels)
  const runLimits = { lingerMs: limits.lingerMs, startMs: limits.channelOpenMs }

  /** Runs one of our own short scripts, past the slots: ending commands must not wait for commands. */
  async function runAside(over: SshPath, script: string): Promise<void> {
    const started = launch(script, { withInput: false })
    const channel = await openExec(over, started.command, limits.channelOpenMs)
    const totalTimeoutMs = limits.killGraceMs + limits.channelOpenMs
    await runScript(
      scriptChannel(channel, over, async () => {}),
      started,
      { totalTimeoutMs },
      runLimits,
    )
  }

  async function terminate(pid: number, name: string): Promise<void> {
    const graceMs = limits.killGraceMs
    try {
      await runAside(path, endScript(pid, name, { graceMs, verify: false }))
    } catch {
      const second = await options.reopen().catch((error: unknown) => {
        options.onOrphan({ pid, name, error })
        return null
      })
      if (second === null) return
      await runAside(second, endScript(pid, name, { graceMs, verify: true }))
        .catch((error: unknown) => options.onOrphan({ pid, name, error }))
        .finally(() => second.end())
    }
  }

  async function run(script: string, runOptions: RemoteRunOptions) {
    const giveBack = await slots.take(runOptions.signal)
    try {
      const started = launch(script, { env: runOptions.env, withInput: runOptions.stdin !== undefined })
      const channel = await openExec(path, started.command, limits.channelOpenMs)
      const adapted = scriptChannel(channel, path, (pid) => terminate(pid, started.name))
      return await runScript(adapted, started, runOptions, runLimits)
    } finally {
      runOptions.stdin?.destroy()
      giveBack()
    }
  }

  return {
    run,
    get alive() {
      return !path.lost.aborted
    },
    close: async () => {
      const gone = new Promise<void>((resolve) => void onAbort(path.lost, resolve))
      path.end()
      await within(gone, 2_000, undefined)
      path.client.destroy()
    },
  }
}
