import type { VariableScope } from '../../engine/types.ts'
import type { Prisma, PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { badInput } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardEnvironments } from './environments.policy.ts'
import { storeVersion, variablesAt } from './variable-versions.ts'

/** A variable before or after a change, as it may be shown: no secret has a value. */
export interface ShownVariable {
  secret: boolean
  scope: VariableScope
  value: string | null
}

export interface VariableChange {
  name: string
  before: ShownVariable | null
  after: ShownVariable | null
}

const include = { changedBy: true } satisfies Prisma.VariableVersionInclude
export type VariableVersion = Prisma.VariableVersionGetPayload<{ include: typeof include }> & {
  changes: VariableChange[]
}

interface Ports {
  prisma: PrismaClient
  log: EventLog
  secrets: SecretSealer
  requireEnvironment(id: string): Promise<{ id: string; name: string; projectId: string; project: { title: string } }>
}

/** What an environment's variables were, version by version. */
export function createVariableHistory({ prisma, log, secrets, requireEnvironment }: Ports) {
  return {
    /** Latest first, behind the version `after`. */
    async variableVersions(environmentId: string, after: number | null, take: number): Promise<VariableVersion[]> {
      const versions = await prisma.variableVersion.findMany({
        where: { environmentId, number: after === null ? undefined : { lt: after } },
        orderBy: { number: 'desc' },
        take,
        include,
      })
      const numbers = versions.map(({ number }) => number)
      const rows = await prisma.environmentVariable.findMany({
        where: { environmentId, OR: [{ since: { in: numbers } }, { until: { in: numbers } }] },
        orderBy: { name: 'asc' },
      })
      return versions.map((version) => {
        const ended = new Map(rows.filter((row) => row.until === version.number).map((row) => [row.name, row]))
        const begun = new Map(rows.filter((row) => row.since === version.number).map((row) => [row.name, row]))
        const names = [...new Set([...ended.keys(), ...begun.keys()])].sort()
        const changes = names.map((name) => ({
          name,
          before: shown(ended.get(name)),
          after: shown(begun.get(name)),
        }))
        return { ...version, changes }
      })
    },

    countVariableVersions: (environmentId: string) => prisma.variableVersion.count({ where: { environmentId } }),

    /**
     * Puts all variables back as they were in a version, secrets with the values that they had, as a new version.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
     */
    async restoreVariables(viewer: Viewer, id: string, version: number): Promise<void> {
      guardEnvironments(viewer, 'restoreVariables')
      const { name, projectId, project } = await requireEnvironment(id)
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Environment" WHERE id = ${id} FOR UPDATE`
        const where = { environmentId_number: { environmentId: id, number: version } }
        const known = await tx.db.variableVersion.findUnique({ where })
        if (!known) throw badInput([{ path: 'version', message: 'There is no version with this number.' }])
        const rows = await variablesAt(tx.db, id, version)
        const stored = await storeVersion(tx.db, secrets, { environmentId: id, viewer, rows, restored: version })
        if (!stored) return
        await recordActivity(tx, viewer, {
          kind: 'environment.changed',
          ...{ subject: name, subjectId: id, projectId },
          ...{ before: { variables: stored.was }, after: { variables: stored.is } },
          message: `put the variables of "${project.title} / ${name}" back as in version ${version}`,
        })
      })
    },
  }
}

const shown = (row: ShownVariable | undefined): ShownVariable | null =>
  row ? { secret: row.secret, scope: row.scope, value: row.secret ? null : row.value } : null
