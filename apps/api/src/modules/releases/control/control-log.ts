import type { ReleaseControls } from '../../../engine/controls.ts'
import type { EventLog } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { assertHeld } from '../journal/journal-storage.ts'
import { printable } from '../journal/printable.ts'
import type { Claim } from '../queue/release.queue.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { readControls, say } from './control-rows.ts'
import type { ControlState } from './control-state.ts'

type Asked = Parameters<ReleaseControls['ask']>[0]

/** The worker's end of what people and a running release say to each other. */
export interface ControlLog {
  readControls(releaseId: string): Promise<ControlState>
  /** Asks once: a question about the same step that waits already is the same. @throws LeaseLost */
  askPeople(claim: Claim, question: Asked): Promise<void>
}

export function createControlLog({ log, now }: { log: EventLog; now(): Date }): ControlLog {
  return {
    readControls: (releaseId) => log.transaction((tx) => readControls(tx.db, releaseId)),

    askPeople: (claim, { serverId, stepKey, message }) =>
      log.transaction(async (tx) => {
        const { releaseId } = claim
        await tx.db.$queryRaw`SELECT id FROM "Release" WHERE id = ${releaseId} FOR UPDATE`
        const { status } = await assertHeld(tx, claim)
        const before = await readControls(tx.db, releaseId)
        const same = before.questions.some(
          (one) => one.answer === null && one.serverId === serverId && one.stepKey === stepKey,
        )
        if (same) return
        const reason = printable(message)
        await say(tx, releaseId, before, { kind: 'ASKED', serverKey: serverId, stepKey, reason, at: now() })
        await tx.append(releaseStream(releaseId), [releaseChanged(status, reason)])
        await announceRelease(tx, releaseId)
        const { number, environment } = await tx.db.release.findUniqueOrThrow({
          where: { id: releaseId },
          select: { number: true, environment: { select: { projectId: true } } },
        })
        await recordActivity(tx, null, {
          ...{ kind: 'release.asked', subject: `#${number}`, message: `Release #${number} asks what to do` },
          after: { question: serverId === null ? 'CANARY' : 'FAILURE', step: stepKey },
          ...{ releaseId, projectId: environment.projectId },
          ...(serverId !== null && { serverId }),
        })
      }),
  }
}
