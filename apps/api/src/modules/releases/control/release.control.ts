import type { FailureChoice } from '../../../engine/controls.ts'
import type { ReleaseStatus } from '../../../engine/types.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import type { Facts } from '../../activity/activity.facts.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { waitingStatuses } from '../release.state.ts'
import { answerInput, exclusionInput } from './control.input.ts'
import { readControls, say } from './control-rows.ts'
import type { ControlRow, ControlState } from './control-state.ts'
import { waitNamed } from './control-waits.ts'

/** What a wish comes to: a row, and how the release's page and the activity tell it. Null: it is so already. */
interface Said {
  row: Partial<ControlRow> & { kind: Exclude<ControlRow['kind'], 'ASKED'> }
  activity: string
  changes: { before: Facts; after: Facts }
  message: string
}

interface Moment {
  tx: LogTransaction
  status: ReleaseStatus
  number: number
  state: ControlState
}

type Operation = 'pauseRelease' | 'resumeRelease' | 'excludeServer' | 'answerFailure'

const paused = (is: boolean) => ({ before: { paused: !is }, after: { paused: is } })

/** What people say to a release while it runs. It counts once it is written down; the worker hears of it at once. */
export function createReleaseControl({ prisma, log, bus, clock }: ReleasePorts) {
  async function wish(
    viewer: Viewer,
    id: string,
    [operation, doWhat]: [Operation, string],
    judge: (moment: Moment) => Promise<Said | null> | Said | null,
  ): Promise<{ id: string }> {
    guardReleases(viewer, operation)
    const release = isId(id) ? await prisma.release.findUnique({ where: { id }, include: { environment: true } }) : null
    if (!release) throw notFound('release')
    const { number, environment } = release
    assertMayShipTo(viewer, environment, doWhat)
    await log.transaction(async (tx) => {
      const [now] = await tx.db.$queryRaw<{ status: ReleaseStatus }[]>`
        SELECT status FROM "Release" WHERE id = ${id} FOR UPDATE`
      if (!now) throw notFound('release')
      const state = await readControls(tx.db, id)
      const said = await judge({ tx, status: now.status, number, state })
      if (said === null) return
      const by = { byId: viewer.userId, byName: viewer.displayName, at: clock.now() }
      await say(tx, id, state, { ...said.row, ...by })
      await tx.append(releaseStream(id), [releaseChanged(now.status, said.message)])
      await announceRelease(tx, id)
      await recordActivity(tx, viewer, {
        kind: `release.${said.row.kind.toLowerCase() as Lowercase<typeof said.row.kind>}`,
        subject: `#${number}`,
        message: said.activity,
        ...said.changes,
        releaseId: id,
        projectId: environment.projectId,
      })
      tx.afterCommit(() => bus.publish('releases', { releaseId: id, reason: 'control' }))
    })
    return { id }
  }

  const requireRunning = ({ status, number }: Moment) => {
    if (status !== 'RUNNING') throw conflict(`Release #${number} does not run (${status}).`, { status })
  }

  return {
    /** Nothing new begins before its switch; what runs comes to its end. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    pauseRelease: (viewer: Viewer, id: string) =>
      wish(viewer, id, ['pauseRelease', 'pause releases to'], (moment) => {
        requireRunning(moment)
        if (moment.state.paused) return null
        const activity = `paused release #${moment.number}`
        const message = `Paused by ${viewer.displayName}.`
        return { row: { kind: 'PAUSED' }, activity, message, changes: paused(true) }
      }),

    /**
     * Ends the wait that is named, a pause or a canary's, and no other: sent twice it is done once.
     * @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT (there never was such a wait)
     */
    resumeRelease: (viewer: Viewer, id: string, waitId: string) =>
      wish(viewer, id, ['resumeRelease', 'resume releases to'], (moment) => {
        const { state, number } = moment
        const name = viewer.displayName
        const wait = waitNamed(state, waitId)
        if (wait === 'ENDED') return null
        requireRunning(moment)
        if (wait === null) throw conflict(`Release #${number} never had such a wait to end.`, { releaseId: id })
        if (wait === 'PAUSED') {
          const said = { activity: `resumed release #${number}`, message: `Resumed by ${name}.` }
          return { row: { kind: 'RESUMED' }, ...said, changes: paused(false) }
        }
        const activity = `let release #${number} go on behind its canary`
        const changes = { before: { question: 'CANARY' }, after: { question: null } }
        return { row: { kind: 'ANSWERED' }, activity, message: `${name} lets the others follow.`, changes }
      }),

    /** A server that has not switched leaves the release. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT */
    async excludeServer(viewer: Viewer, releaseId: string, serverId: string, why: string) {
      guardReleases(viewer, 'excludeServer')
      const { reason } = parseInput(exclusionInput, { reason: why })
      return wish(viewer, releaseId, ['excludeServer', 'leave servers out of releases to'], async (moment) => {
        const { tx, status, number, state } = moment
        if (!waitingStatuses.some((one) => one === status)) requireRunning(moment)
        const targets = await tx.db.releaseTarget.findMany({ where: { releaseId } })
        const target = targets.find(({ serverKey }) => serverKey === serverId)
        if (!target) throw notFound('server')
        if (state.excluded.has(serverId)) return null
        const key = `activate:${serverId}`
        const step = await tx.db.step.findUnique({ where: { releaseId_key: { releaseId, key } } })
        if (target.activatedAt || (step && !['PENDING', 'BLOCKED'].includes(step.status))) {
          throw conflict(`${target.serverName} has switched already, or its part has ended: it cannot be left out.`)
        }
        const left = targets.filter(({ serverKey }) => serverKey !== serverId && !state.excluded.has(serverKey))
        if (left.length === 0) {
          throw conflict(`${target.serverName} is the last server of release #${number}. Cancel the release instead.`)
        }
        const activity = `left ${target.serverName} out of release #${number}: ${reason}`
        const message = `${viewer.displayName} left ${target.serverName} out: ${reason}`
        const out = targets.filter(({ serverKey }) => state.excluded.has(serverKey)).map(({ serverName }) => serverName)
        const changes = { before: { excluded: out }, after: { excluded: [...out, target.serverName] } }
        return { row: { kind: 'EXCLUDED', serverKey: serverId, reason }, activity, message, changes }
      })
    },

    /** Decides about a server whose step failed; the first answer counts. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    async answerFailure(viewer: Viewer, releaseId: string, questionId: string, picked: FailureChoice) {
      guardReleases(viewer, 'answerFailure')
      const { choice } = parseInput(answerInput, { choice: picked })
      return wish(viewer, releaseId, ['answerFailure', 'decide about failures in'], async (moment) => {
        const { tx, state, number } = moment
        const asked = state.questions.find(({ seq }) => String(seq) === questionId)
        if (asked?.answer) {
          const { by, choice: earlier } = asked.answer
          throw conflict(`${by} has answered already: ${earlier}.`, { by, choice: earlier })
        }
        requireRunning(moment)
        if (!asked?.serverId) throw conflict(`Release #${number} asks no such question.`, { releaseId })
        const where = { releaseId_serverKey: { releaseId, serverKey: asked.serverId } }
        const { serverName } = await tx.db.releaseTarget.findUniqueOrThrow({ where })
        const activity = `decided about ${serverName} in release #${number}: ${choice}`
        const message = `${viewer.displayName} decided about ${serverName}: ${choice}.`
        return {
          row: { kind: 'ANSWERED', serverKey: asked.serverId, stepKey: asked.stepKey, choice },
          activity,
          message,
          changes: { before: { question: 'FAILURE', choice: null }, after: { question: null, choice } },
        }
      })
    },
  }
}
