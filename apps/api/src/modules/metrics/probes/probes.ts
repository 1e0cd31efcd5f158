import type { Transaction } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { type FactsOfKind, pick } from '../../activity/activity.facts.ts'
import { differences } from '../../activity/differences.ts'
import { facetColumn } from '../../environments/facet-column.ts'
import { isGone, isTaken } from '../../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import { createTurns } from '../../kernel/turns.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import { askOnce, type ProbeAsker } from './probe-asker.ts'
import type { Probed } from './probe-value.ts'
import { MOST_PROBES, type ProbeDefinition, type ProbeInput, probeInput } from './probes.input.ts'

/** Tries of people at once in one process: each may hold a connection for seconds. */
const TRIES_AT_ONCE = 4

/** What its number depends on: where one of these changes, what was told last is no longer true. */
const ASKED = ['kind', 'url', 'command', 'serverId', 'pointer'] as const

/** For the activity, which is kept for good: an address without what stands behind `?`, where people put tokens. */
const told = <P extends Pick<ProbeDefinition, 'url'>>(probe: P) => ({
  ...probe,
  url: probe.url?.replace(/[?#].*$/s, '') ?? null,
})

const columnsOf = ({ gate, ...probe }: ProbeDefinition) => ({ ...probe, gate: facetColumn(gate) })

const refusal = (error: unknown, name: string) => {
  if (isTaken(error)) return conflict(`The environment has a probe named "${name}" already.`, { field: 'input.name' })
  return isGone(error) ? notFound('probe') : error
}

const placeSelect = { name: true, projectId: true, project: { select: { title: true } } } as const
interface Place {
  name: string
  projectId: string
  project: { title: string }
}

/** Numbers of applications that are asked for again and again. */
export function createProbes({ log, bus, asker }: Pick<MetricsPorts, 'log' | 'bus'> & { asker: ProbeAsker }) {
  const turns = createTurns(TRIES_AT_ONCE)

  /** @throws CallerError BAD_USER_INPUT: it runs on a server of the environment and nowhere else */
  async function requireOwnServer(db: Transaction, environmentId: string, serverId: string | null): Promise<void> {
    if (serverId === null || (await db.environmentServer.count({ where: { environmentId, serverId } })) > 0) return
    throw badInput([{ path: 'input.serverId', message: 'Choose a server of this environment.' }])
  }

  const record = (
    tx: LogTransaction,
    viewer: Viewer,
    { name, id, place }: { name: string; id: string; place: Place },
    did: FactsOfKind,
  ) =>
    recordActivity(tx, viewer, {
      subject: name,
      subjectId: id,
      projectId: place.projectId,
      place: `${place.project.title}, ${place.name}`,
      message: `${did.kind.slice('probe.'.length)} the probe "${name}" of "${place.project.title}", ${place.name}`,
      ...did,
    })

  /** Workers look at once what there is to sample, and pages what there is to show. */
  const tellOthers = (tx: LogTransaction, probeId: string) =>
    tx.afterCommit(() => {
      bus.publish('metricWatch', { serverIds: [] })
      bus.publish('probes', { probeIds: [probeId] })
    })

  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND (the environment), BAD_USER_INPUT, CONFLICT */
    async addProbe(viewer: Viewer, environmentId: string, input: ProbeInput): Promise<{ id: string }> {
      guardMetrics(viewer, 'addProbe')
      const probe = parseInput(probeInput, input, 'input')
      if (!isId(environmentId)) throw notFound('environment')
      const id = uuid7()
      return log
        .transaction(async (tx) => {
          // One after the other, so that no two count the same probes.
          await tx.db.$queryRaw`SELECT id FROM "Environment" WHERE id = ${environmentId} FOR NO KEY UPDATE`
          const place = await tx.db.environment.findUnique({ where: { id: environmentId }, select: placeSelect })
          if (!place) throw notFound('environment')
          await requireOwnServer(tx.db, environmentId, probe.serverId)
          if ((await tx.db.probe.count({ where: { environmentId } })) >= MOST_PROBES)
            throw conflict(`An environment has at most ${MOST_PROBES} probes. Remove one first.`)
          await tx.db.probe.create({ data: { id, environmentId, ...columnsOf(probe), monitor: { create: {} } } })
          tellOthers(tx, id)
          await record(tx, viewer, { name: probe.name, id, place }, { kind: 'probe.added', after: told(probe) })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, probe.name)
        })
    },

    /** Replaces all of it; its history stays. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT */
    async updateProbe(viewer: Viewer, id: string, input: ProbeInput): Promise<void> {
      guardMetrics(viewer, 'updateProbe')
      const probe = parseInput(probeInput, input, 'input')
      if (!isId(id)) throw notFound('probe')
      await log
        .transaction(async (tx) => {
          await tx.db.$queryRaw`SELECT id FROM "Probe" WHERE id = ${id} FOR NO KEY UPDATE`
          const before = await tx.db.probe.findUnique({
            where: { id },
            include: { environment: { select: placeSelect } },
          })
          if (!before) throw notFound('probe')
          // One that stayed behind when the environment moved may stay as it is.
          if (probe.serverId !== before.serverId) await requireOwnServer(tx.db, before.environmentId, probe.serverId)
          const changed = differences(before, probe)
          if (!changed.after) return
          await tx.db.probe.update({ where: { id }, data: columnsOf(probe) })
          if (ASKED.some((field) => field in (changed.after ?? {}))) {
            await tx.db.probeMonitor.update({
              where: { probeId: id },
              data: { value: null, sampledAt: null, problem: null, failures: 0 },
            })
          }
          tellOthers(tx, id)
          const shown = differences(told(before), told(probe))
          const named = { name: probe.name, id, place: before.environment }
          await record(tx, viewer, named, { kind: 'probe.changed', ...shown })
        })
        .catch((error) => {
          throw refusal(error, probe.name)
        })
    },

    /** What it measured goes too. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeProbe(viewer: Viewer, id: string): Promise<void> {
      guardMetrics(viewer, 'removeProbe')
      if (!isId(id)) throw notFound('probe')
      await log
        .transaction(async (tx) => {
          const was = await tx.db.probe.delete({ where: { id }, include: { environment: { select: placeSelect } } })
          tellOthers(tx, id)
          const named = { name: was.name, id, place: was.environment }
          const before = pick(told(was), ['name', 'kind', 'url', 'command', 'serverId', 'pointer', 'unit'])
          await record(tx, viewer, named, { kind: 'probe.removed', before })
        })
        .catch((error) => {
          throw refusal(error, '')
        })
    },

    /** Asks once what such a probe would ask; nothing is stored. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async testProbe(
      viewer: Viewer,
      environmentId: string,
      input: ProbeInput,
      signal: AbortSignal,
    ): Promise<Probed & { milliseconds: number }> {
      guardMetrics(viewer, 'testProbe')
      const probe = parseInput(probeInput, input, 'input')
      if (!isId(environmentId)) throw notFound('environment')
      await log.transaction(async (tx) => {
        if (!(await tx.db.environment.count({ where: { id: environmentId } }))) throw notFound('environment')
        await requireOwnServer(tx.db, environmentId, probe.serverId)
      })
      return turns(async () => {
        const began = performance.now()
        const probed = await askOnce(asker, probe, signal)
        return { ...probed, milliseconds: Math.round(performance.now() - began) }
      })
    },
  }
}
