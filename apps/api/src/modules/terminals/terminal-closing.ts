import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import type { Role } from '../kernel/viewer.ts'
import { askerOf } from '../kernel/viewer.ts'
import type { Ending } from './terminal-ends.ts'

/** What else is known of a terminal that ended; nothing for one whose process died. */
export interface ClosingFigures {
  outputBytes?: number
  inputBytes?: number
  recordedBytes?: number
  recordingCut?: boolean
}

const asLength = (ms: number) => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

/** Writes down that a terminal ended, and why, if nobody did. Answers whether it was this call. */
export function storeEnd(log: EventLog, id: string, ending: Ending, figures: ClosingFigures = {}): Promise<boolean> {
  return log.transaction(async (tx) => {
    const [closed] = await tx.db.terminal.updateManyAndReturn({
      where: { id, endedAt: null },
      data: { ...figures, endedAt: new Date(), end: ending.end, endMessage: ending.message, exitCode: ending.exitCode },
      include: { user: { select: { id: true, username: true, displayName: true, role: true } } },
    })
    if (!closed) return false
    const { user, address, endedAt, openedAt, serverName, serverId, reason } = closed
    const lasted = asLength((endedAt ?? openedAt).getTime() - openedAt.getTime())
    const bytes = figures.outputBytes === undefined ? '' : `, ${figures.outputBytes} bytes of output`
    await recordActivity(
      tx,
      { ...askerOf({ ...user, role: user.role as Role }), address },
      {
        kind: 'terminal.closed',
        subjectId: id,
        subject: serverName,
        ...(serverId && { serverId }),
        ...(reason && { reason }),
        before: { end: null },
        after: {
          end: ending.end,
          exitCode: ending.exitCode,
          outputBytes: figures.outputBytes,
          recordingCut: figures.recordingCut,
        },
        message: `worked in a terminal on "${serverName}" for ${lasted}${bytes}: ${ending.message}`,
      },
    )
    return true
  })
}
