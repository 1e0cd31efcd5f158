import { switchTo } from '../commands/switch.ts'
import { userCommand } from '../commands/user-command.ts'
import { ConnectionLost, StepFailed } from '../errors.ts'
import { checkOn } from './check.ts'
import { watchGates } from './gate.ts'
import { mayGoOn } from './hold.ts'
import { runOnce } from './once.ts'
import { despiteLosses, perform } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'
import { commandOn, environmentOf } from './server-command.ts'
import { holder, runCommand, runScript, stateOf } from './server-script.ts'
import { sendBuild } from './upload.ts'

/** Of a command that was running when the worker died. */
export const DIED_MEANWHILE =
  'It is unknown whether this command finished before the worker died, so it is not run again.'

/** All that one server goes through, from the upload to its check and gates. */
export async function shipToServer(run: Run, server: ServerRun): Promise<void> {
  await uploadTo(run, server)
  await prepareOn(run, server)
  await runOnce(run, server)
  const switchedNow = await activateOn(run, server)
  await commandOn(run, server, `restart:${server.id}`, run.snapshot.restartCommand, switchedNow)
  await checkOn(run, server, switchedNow)
  await watchGates(run, server, switchedNow)
}

async function uploadTo(run: Run, server: ServerRun): Promise<void> {
  const key = `upload:${server.id}`
  if (!server.switched) await mayGoOn(run, server)
  const delivery = run.distribution?.take(server.id)
  if (delivery) return delivery
  if (!server.present) return perform(run, key, () => sendBuild(run, server, key))
  if (run.leftRunning.has(key)) return run.book.change(key, 'SUCCEEDED', { message: 'It had arrived whole.' })
  await run.book.change(key, 'SKIPPED', { message: 'Still on the server.' })
}

/** The hook after the upload; a directory that was found ready has been through it. */
async function prepareOn(run: Run, server: ServerRun): Promise<void> {
  const key = `hook:after-upload:${server.id}`
  const command = run.snapshot.afterUploadCommand
  if (!run.book.has(key) || command === null) return
  if (server.switched) return
  await mayGoOn(run, server)
  if (server.foundPresent && run.snapshot.kind === 'ROLLBACK') {
    return run.book.change(key, 'SKIPPED', { message: 'Still on the server, as it was prepared.' })
  }
  if (run.book.isFinal(key) && server.present) return
  await perform(run, key, async () => {
    // A dead worker left it half done; only a person who is asked may have it run again.
    if (run.leftRunning.delete(key)) throw new StepFailed(DIED_MEANWHILE)
    const place = `releases/${run.snapshot.directory}`
    const text = userCommand({ ...holder(run), place, command })
    try {
      await runCommand(run, server, text, { stepKey: key, signal: server.work, env: environmentOf(run, server) })
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      throw new StepFailed(`${error.message} It is unknown whether the command finished, so it is not run again.`)
    }
  })
}

/** Returns whether the switch was made (or proved) by this call, rather than believed from an earlier attempt. */
async function activateOn(run: Run, server: ServerRun): Promise<boolean> {
  const key = `activate:${server.id}`
  if (server.switched && run.book.isFinal(key)) return false
  if (!server.switched) await mayGoOn(run, server)
  server.mayLeave = false
  await perform(run, key, () =>
    despiteLosses(
      run,
      server,
      key,
      async () => {
        const sha256 = run.artifact?.sha256 ?? run.snapshot.buildSha256 ?? null
        server.maybeSwitched = true
        const text = switchTo({ ...holder(run), sha256: server.present ? null : sha256 })
        const state = stateOf(await runScript(run, server, text, { stepKey: key, signal: server.work }))
        if (state.live !== run.snapshot.directory)
          throw new StepFailed(`current points to ${state.live} after the switch.`)
        await noteSwitch(run, server)
      },
      (state) => state.live === run.snapshot.directory,
    ),
  )
  await noteSwitch(run, server)
  return true
}

async function noteSwitch(run: Run, server: ServerRun): Promise<void> {
  if (server.switched) return
  server.switched = true
  server.switchedAt = run.ports.clock.now().getTime()
  server.maybeSwitched = false
  run.switches.push(server)
  const liveDirectory = run.snapshot.directory
  await run.ports.journal.targetChanged({ serverId: server.id, status: 'RUNNING', liveDirectory, activated: true })
}
