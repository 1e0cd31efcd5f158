import { GateFailed } from '../errors.ts'
import { scheduleOf } from '../rollout/schedule.ts'
import { openCanary } from './canary.ts'
import { courseOf } from './course.ts'
import { Halted } from './hold.ts'
import { fail, type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { shipToServer } from './ship-server.ts'
import { leaveOut, noteSick, setAside } from './sick.ts'
import { tellWaiting } from './waiting.ts'

/**
 * Ships to all servers, as the rollout orders it. Once the release was stopped no server starts anything new before its
 * switch; those that switched already finish their restart and check, so that none is left with new files and an old process.
 */
export async function shipToServers(run: Run): Promise<void> {
  const lanes: Promise<void>[] = []
  const told = new Map<string, string>()
  let stopClock = () => {}
  const begin = (server: ServerRun) => {
    server.standing = 'UNDER_WAY'
    lanes.push(carry(run, server, told.delete(server.id)).finally(run.bell.ring))
  }
  const goesOn = () => run.failure === null && !run.work.aborted
  try {
    // What an earlier attempt switched is brought to its end whatever else waits.
    for (const server of run.servers) if (server.switched && server.standing === 'WAITING') begin(server)
    while (goesOn()) {
      const { rung } = run.bell
      await takeOut(run)
      const schedule = scheduleOf(courseOf(run))
      for (const server of run.servers) if (goesOn() && schedule.next.includes(server.id)) begin(server)
      if (run.servers.every(({ standing }) => standing !== 'WAITING' && standing !== 'UNDER_WAY')) break
      await tellWaiting(run, schedule.waiting, told)
      if (schedule.canaryWaits) {
        stopClock()
        stopClock = await openCanary(run)
      }
      await run.bell.after(rung, run.work)
    }
  } finally {
    stopClock()
    await Promise.allSettled(lanes)
  }
  await Promise.all(lanes)
  if (goesOn() && run.servers.every(({ standing }) => standing === 'OUT')) fail(run, 'Every server was left out.')
}

/** Servers that have not begun leave the release at once. */
async function takeOut(run: Run): Promise<void> {
  const { excluded } = run.controls.wishes
  for (const server of run.servers) {
    if (server.standing === 'WAITING' && excluded.has(server.id)) await leaveOut(run, server)
  }
}

async function carry(run: Run, server: ServerRun, waited: boolean): Promise<void> {
  try {
    if (waited) {
      await run.ports.journal.targetChanged({ serverId: server.id, status: 'RUNNING', message: null })
    }
    await shipToServer(run, server)
    server.standing = 'GOOD'
  } catch (error) {
    run.stop.signal.throwIfAborted()
    const leaves = run.controls.wishes.excluded.has(server.id)
    if (leaves && !run.work.aborted) {
      if (server.mayLeave) await leaveOut(run, server)
      else await setAside(run, server, sentenceOf(error))
    } else if (!run.work.aborted && !(error instanceof Halted))
      await noteSick(run, server, sentenceOf(error), error instanceof GateFailed)
  }
}
