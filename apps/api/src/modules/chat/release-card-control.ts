import type { LogTransaction } from '../../streams/event-log.ts'
import { readControls } from '../releases/control/control-rows.ts'
import { openQuestion } from '../releases/control/control-state.ts'
import type { AnnouncedRelease } from '../releases/release.announcement.ts'
import type { ReleaseCardState } from './room.events.ts'

/** What a running release's card tells of people: who paused it, and what it asks them. */
export async function controlOnCard(
  { db }: LogTransaction,
  { id, status }: AnnouncedRelease,
): Promise<Pick<ReleaseCardState, 'pausedBy' | 'pauseId' | 'question'>> {
  if (status !== 'RUNNING') return { pausedBy: null, pauseId: null, question: null }
  const state = await readControls(db, id)
  const open = openQuestion(state)
  const paused = { pausedBy: state.paused?.by ?? null, pauseId: state.paused ? String(state.paused.seq) : null }
  if (open === null) return { ...paused, question: null }
  const { seq, kind, serverId, message } = open
  const target = serverId
    ? await db.releaseTarget.findFirst({ where: { releaseId: id, serverKey: serverId }, select: { serverName: true } })
    : null
  const serverName = target?.serverName ?? null
  return { ...paused, question: { id: String(seq), kind, serverId, serverName, message } }
}
