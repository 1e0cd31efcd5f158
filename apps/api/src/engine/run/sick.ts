import { scheduleOf } from '../rollout/schedule.ts'
import { courseOf } from './course.ts'
import { fail, failedStep, type Run, type ServerRun } from './run-state.ts'

/** Notes why a server's part failed, and stops the release when that is one too many, or `stops` it whatever may fail. */
export async function noteSick(run: Run, server: ServerRun, sentence: string, stops: boolean): Promise<void> {
  noteFailed(run, server, sentence)
  server.standing = server.standing === 'WAITING' ? 'UNREACHED' : 'SICK'
  if (stops || isOver(run)) fail(run, `${server.name}: ${server.failure}`)
  else await tellFailed(run, server)
}

export const isOver = (run: Run): boolean => scheduleOf(courseOf(run)).over

/** The release goes on without a server that failed: it is told now, rather than at the end. */
export async function tellFailed(run: Run, server: ServerRun): Promise<void> {
  await closeSteps(run, server, 'CANCELLED', 'Not done, because this server failed.')
  const { failure: message, id: serverId } = server
  await run.ports.journal.targetChanged({ serverId, status: 'FAILED', message })
}

/** People go on without a server that failed after its switch: it carries the release, but nothing proves that it is well. */
export async function setAside(run: Run, server: ServerRun, sentence: string): Promise<void> {
  noteFailed(run, server, sentence)
  server.standing = 'OUT'
  await tellFailed(run, server)
}

/** A server leaves the release before its switch: nothing more is done there, and nothing counts against the release. */
export async function leaveOut(run: Run, server: ServerRun): Promise<void> {
  server.standing = 'OUT'
  const message = whyLeftOut(run, server)
  await closeSteps(run, server, 'SKIPPED', message)
  await run.ports.journal.targetChanged({ serverId: server.id, status: 'SKIPPED', message })
}

export function whyLeftOut(run: Run, server: ServerRun): string {
  const wish = run.controls.wishes.excluded.get(server.id)
  return wish ? `Left out by ${wish.by}: ${wish.reason}` : 'Left out.'
}

export function noteFailed(run: Run, server: ServerRun, sentence: string): void {
  server.failure ??= `${failedStep(run, `:${server.id}`)}${sentence}`
}

async function closeSteps(run: Run, server: ServerRun, to: 'CANCELLED' | 'SKIPPED', message: string): Promise<void> {
  const own = run.book.keys().filter((key) => key.endsWith(`:${server.id}`))
  for (const key of own) {
    const unknown = run.book.status(key) === 'UNKNOWN'
    // Of a server that failed it is read at the end; of one that leaves nobody knows, but nobody has to.
    if (!unknown) await run.book.change(key, to, { message })
    else if (to === 'SKIPPED') await run.book.change(key, 'CANCELLED', { message })
  }
}
