import { recordActivity } from '../../activity/activity.events.ts'
import { isGone, isReferenced, isTaken } from '../../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { type MetricRuleInput, metricRuleInput } from '../metrics.input.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'

const columnsOf = (input: MetricRuleInput) => {
  const { label, comparison, threshold, roomId, ...rule } = parseInput(metricRuleInput, input, 'input')
  return {
    ...rule,
    ...{ label: label ?? null, roomId: roomId ?? null },
    ...{ comparison: comparison ?? null, threshold: threshold ?? null },
  }
}

/** What decides whether it holds. */
const JUDGED = ['label', 'key', 'comparison', 'threshold', 'enabled']

type Columns = ReturnType<typeof columnsOf>

/** Only what differs, by the names that the API has. */
function difference(before: Columns, after: Columns) {
  const changed = (Object.keys(after) as (keyof Columns)[]).filter((field) => before[field] !== after[field])
  const of = (rule: Columns) => Object.fromEntries(changed.map((field) => [field, rule[field]]))
  return { before: of(before), after: of(after) }
}

const refusal = (error: unknown, name: string) => {
  if (isTaken(error)) return conflict(`There is a rule named "${name}" already.`, { field: 'input.name' })
  if (isReferenced(error)) return badInput([{ path: 'input.roomId', message: 'There is no room with this id.' }])
  return isGone(error) ? notFound('rule') : error
}

/** When somebody is to be told of servers' figures. */
export function createMetricRules({ log }: Pick<MetricsPorts, 'log'>) {
  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async addMetricRule(viewer: Viewer, input: MetricRuleInput): Promise<{ id: string }> {
      guardMetrics(viewer, 'addMetricRule')
      const rule = columnsOf(input)
      const id = uuid7()
      return log
        .transaction(async (tx) => {
          await tx.db.metricRule.create({ data: { id, ...rule } })
          await recordActivity(tx, viewer, {
            kind: 'metricRule.added',
            ...{ subject: rule.name, subjectId: id },
            message: `added the rule "${rule.name}"`,
            after: rule,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, rule.name)
        })
    },

    /**
     * Replaces all of it. Where it now means something else, its alarms are over and nobody is told of a recovery.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT
     */
    async updateMetricRule(viewer: Viewer, id: string, input: MetricRuleInput): Promise<void> {
      guardMetrics(viewer, 'updateMetricRule')
      const rule = columnsOf(input)
      if (!isId(id)) throw notFound('rule')
      await log
        .transaction(async (tx) => {
          await tx.db.$queryRaw`SELECT id FROM "MetricRule" WHERE id = ${id} FOR UPDATE`
          const found = await tx.db.metricRule.findUnique({ where: { id } })
          if (!found) throw notFound('rule')
          const { id: _id, createdAt: _createdAt, ...known } = found
          const changed = difference(known, rule)
          if (Object.keys(changed.after).length === 0) return
          await tx.db.metricRule.update({ where: { id }, data: rule })
          if (JUDGED.some((field) => field in changed.after)) {
            await tx.db.$executeRaw`
              UPDATE "MetricAlarm" SET "endedAt" = clock_timestamp() AT TIME ZONE 'UTC'
              WHERE "ruleId" = ${id} AND "endedAt" IS NULL`
          }
          await recordActivity(tx, viewer, {
            kind: 'metricRule.changed',
            ...{ subject: rule.name, subjectId: id },
            message: `changed the rule "${rule.name}"`,
            ...changed,
          })
        })
        .catch((error) => {
          throw refusal(error, rule.name)
        })
    },

    /** Its alarms go too. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeMetricRule(viewer: Viewer, id: string): Promise<void> {
      guardMetrics(viewer, 'removeMetricRule')
      if (!isId(id)) throw notFound('rule')
      await log
        .transaction(async (tx) => {
          const { id: _id, createdAt: _createdAt, ...was } = await tx.db.metricRule.delete({ where: { id } })
          await recordActivity(tx, viewer, {
            kind: 'metricRule.removed',
            ...{ subject: was.name, subjectId: id, before: was },
            message: `removed the rule "${was.name}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, '')
        })
    },
  }
}
