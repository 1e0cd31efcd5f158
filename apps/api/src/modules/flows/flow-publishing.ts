import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { CallerError, conflict } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { FlowFinding } from './checks/flow.finding.ts'
import { stateAfter } from './flow.state.ts'
import { type FlowChecking, issuesOf } from './flow-checking.ts'
import { definitionOf, type FlowRow, lockFlow, storable } from './flow-rows.ts'
import { guardFlows } from './flows.policy.ts'
import type { FlowPorts } from './flows.ports.ts'
import { refuseRequired } from './release-form.ts'

const refusedFor = (findings: FlowFinding[]) =>
  new CallerError('BAD_USER_INPUT', `This flow can't be published yet: ${findings.map((f) => f.message).join(' ')}`, {
    fields: issuesOf(findings),
    findings,
  })

/** What people run by: versions that never change, until nobody may begin with them any more. */
export function createFlowPublishing({ log, clock }: FlowPorts, { findingsIn }: FlowChecking) {
  /** Whether what would be published is what is published. */
  async function isPublished({ db }: LogTransaction, row: FlowRow): Promise<boolean> {
    if (row.version === 0) return false
    const where = { flowId_version: { flowId: row.id, version: row.version } }
    const newest = await db.flowVersion.findUniqueOrThrow({ where })
    return newest.title === row.title && isDeepStrictEqual(newest.definition, row.draft)
  }

  async function addVersion(tx: LogTransaction, viewer: Viewer, row: FlowRow) {
    const version = row.version + 1
    const definition = storable(definitionOf(row.draft))
    await tx.db.flowVersion.create({
      data: { flowId: row.id, version, title: row.title, definition, publishedById: viewer.userId },
    })
    await tx.db.flow.update({ where: { id: row.id }, data: { state: 'PUBLISHED', version } })
    await recordActivity(tx, viewer, {
      kind: 'flow.published',
      ...{ subject: row.title, subjectId: row.id },
      ...differences(row, { state: 'PUBLISHED', version }),
      message: `published version ${version} of the flow "${row.title}"`,
    })
  }

  async function become(viewer: Viewer, id: string, verb: 'retire' | 'restore') {
    await log.transaction(async (tx) => {
      const row = await lockFlow(tx, id)
      const state = stateAfter(verb, row)
      if (state === null || state === row.state) return
      if (verb === 'retire') await refuseRequired(tx.db, id)
      await tx.db.flow.update({ where: { id }, data: { state, retiredAt: verb === 'retire' ? clock.now() : null } })
      const done = verb === 'retire' ? 'retired' : 'restored'
      const told = verb === 'retire' ? 'retired' : 'brought back'
      await recordActivity(tx, viewer, {
        kind: `flow.${done}`,
        ...{ subject: row.title, subjectId: id, before: { state: row.state }, after: { state } },
        message: `${told} the flow "${row.title}"`,
      })
    })
    return { id }
  }

  return {
    /**
     * Makes a version of the draft. What is published already is not published again. With `revision` only that one.
     * @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT, BAD_USER_INPUT with what is wrong with which node
     */
    async publishFlow(viewer: Viewer, id: string, revision: number | null = null): Promise<{ id: string }> {
      guardFlows(viewer, 'publishFlow')
      await log.transaction(async (tx) => {
        const row = await lockFlow(tx, id)
        stateAfter('publish', row)
        if (revision !== null && row.revision !== revision) {
          throw conflict('This flow was saved since you looked at it. Look at it again, then publish it.', {
            flowId: id,
            revision: row.revision,
          })
        }
        if (await isPublished(tx, row)) return
        const findings = await findingsIn(definitionOf(row.draft), id, tx.db)
        const errors = findings.filter(({ severity }) => severity === 'ERROR')
        if (errors.length > 0) throw refusedFor(errors)
        await addVersion(tx, viewer, row)
      })
      return { id }
    },

    /** It takes no new tickets; those that run finish. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT (required somewhere) */
    async retireFlow(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardFlows(viewer, 'retireFlow')
      return become(viewer, id, 'retire')
    },

    /** A retired one takes tickets again. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async restoreFlow(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardFlows(viewer, 'restoreFlow')
      return become(viewer, id, 'restore')
    },
  }
}
