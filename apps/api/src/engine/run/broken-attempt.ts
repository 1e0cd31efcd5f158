import { CancelRequested } from '../errors.ts'
import { gateKey } from '../gates/gates-of.ts'
import { fail, type Run, type ServerRun, serverOfStep } from './run-state.ts'
import { DIED_MEANWHILE } from './ship-server.ts'
import { isOver, leaveOut, noteFailed } from './sick.ts'
import { wayBackBegun } from './way-back.ts'

/**
 * An attempt that was stopped before its worker died is not carried on, only brought to its end; nor is one whose hook was
 * running, for nobody knows what a second run of it would do. Servers that had failed without stopping it, or had left it,
 * stay so. Notes why, where the dead worker had written it down.
 */
export async function noteBrokenAttempt(run: Run): Promise<void> {
  for (const key of run.leftRunning) {
    // Where people guide they are asked about a server's hook.
    const guided = run.rollout.guided && serverOfStep(run, key) !== null
    if (key === 'once' || (key.startsWith('hook:') && !guided)) {
      await run.book.change(key, 'FAILED', { message: DIED_MEANWHILE })
    }
  }
  for (const server of run.servers) await recall(run, server)
  for (const { key, message } of run.steps) {
    const status = run.book.status(key)
    if ((status !== 'FAILED' && status !== 'CANCELLED') || key.startsWith('rollback:')) continue
    const server = serverOfStep(run, key)
    if (server && (server.failure !== null || server.standing === 'OUT')) continue
    const sentence = run.leftRunning.has(key) ? DIED_MEANWHILE : message
    fail(run, sentence ? `${key}: ${sentence}` : `The step ${key} had ended as ${status} before the worker died.`)
  }
  const sick = run.servers.find(({ failure }) => failure !== null)
  const gated = run.servers.find((server) => server.standing === 'SICK' && hasFailedGate(run, server))
  if (gated) fail(run, `${gated.name}: ${gated.failure}`)
  if (sick && isOver(run)) fail(run, `${sick.name}: ${sick.failure}`)
  if (wayBackBegun(run)) fail(run, 'It had begun to go back before the worker died.')
}

/** How one server stood when the worker died. */
async function recall(run: Run, server: ServerRun): Promise<void> {
  const left = run.controls.wishes.excluded.has(server.id)
  if (left && isUntouched(run, server)) return leaveOut(run, server)
  const own = run.steps.filter(({ key }) => key.endsWith(`:${server.id}`) && !key.startsWith('rollback:'))
  const statuses = own.map(({ key }) => run.book.status(key))
  // What stayed UNKNOWN is a failure once the steps behind it were closed.
  const failed =
    own[statuses.indexOf('FAILED')] ?? (statuses.includes('CANCELLED') ? own[statuses.indexOf('UNKNOWN')] : undefined)
  if (!failed) return
  const stored = run.leftRunning.has(failed.key) ? null : failed.message
  const unknown = run.leftRunning.has(failed.key) && failed.key.startsWith('hook:') ? DIED_MEANWHILE : null
  noteFailed(run, server, stored ?? unknown ?? 'It had failed before the worker died.')
  server.standing = left ? 'OUT' : 'SICK'
}

/** What stops a release whatever may fail. */
const hasFailedGate = ({ book }: Run, server: ServerRun): boolean =>
  book.has(gateKey(server)) && book.status(gateKey(server)) === 'FAILED'

/** It has not switched, nor begun to. */
const isUntouched = (run: Run, server: ServerRun): boolean =>
  !server.switched && ['PENDING', 'BLOCKED', 'SKIPPED', 'CANCELLED'].includes(run.book.status(`activate:${server.id}`))

/** A wish to keep what had switched comes too late for a release that had begun to go back because it failed. */
export const mustFinishWayBack = (run: Run): boolean => {
  const { reason } = run.signal
  return wayBackBegun(run) && reason instanceof CancelRequested && reason.switched === 'KEEP'
}
