import type { HealthCheck } from '../../engine/health-check.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { requireReleaseFlow } from '../flows/release-form.ts'
import { isReferenced, isTaken } from '../kernel/database-errors.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createEnvironmentLocks } from './environment-locks.ts'
import {
  changeEnvironmentInput,
  type EnvironmentInput,
  type NewEnvironment,
  newEnvironmentInput,
} from './environments.input.ts'
import { guardEnvironments } from './environments.policy.ts'
import { facetColumn } from './facet-column.ts'
import { storedHealthCheck } from './health-check.setting.ts'
import { refuseLiteralSecrets } from './literal-secrets.ts'
import { requireFreePlace } from './placement.ts'
import { requireNothingUnderWay } from './removal.ts'
import { createVariableHistory } from './variable-history.ts'
import { createVariables } from './variables.ts'

export interface EnvironmentsPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  bus: Bus
  secrets: SecretSealer
}

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }

/** Of health checks, whose addresses and headers may hold secrets, only whether there is one, and whether it is another. */
function checksTold(stored: HealthCheck | null, given: HealthCheck | null | undefined) {
  const { after } = differences({ healthCheck: stored }, { healthCheck: given })
  return after ? { was: { healthCheck: stored && 'the former' }, is: { healthCheck: given ? 'another' : null } } : {}
}

/** Where projects run. */
export function createEnvironments(ports: EnvironmentsPorts) {
  const { prisma, log } = ports
  const variables = createVariables(ports)

  const refusal = (error: unknown, name: string) => {
    if (isTaken(error)) return conflict(`The project has an environment "${name}" already.`, { field: 'input.name' })
    return isReferenced(error) ? conflict('A server was removed meanwhile. Look again and choose anew.') : error
  }

  const serversOf = async (db: Transaction, environmentId: string) => {
    const links = await db.environmentServer.findMany({ where: { environmentId }, orderBy: { position: 'asc' } })
    return links.map(({ serverId }) => serverId)
  }

  const placeOn = (db: Transaction, environmentId: string, serverIds: string[]) =>
    db.environmentServer.createMany({
      data: serverIds.map((serverId, position) => ({ environmentId, serverId, position })),
    })

  /** Inside the caller's transaction; `at` is where the environment stands in the input. */
  async function create(
    tx: LogTransaction,
    viewer: Viewer,
    projectId: string,
    position: number,
    draft: NewEnvironment,
    at: string,
  ): Promise<string> {
    const { name, kind, path, serverIds, variables: list, packing, rollout, approval, healthCheck, ...settings } = draft
    refuseLiteralSecrets(healthCheck, { stored: null, at })
    await requireReleaseFlow(tx.db, approval?.flowId, `${at}.approval.flowId`)
    await requireFreePlace(tx.db, { environmentId: null, path, serverIds, at })
    const { id } = await tx.db.environment.create({
      data: {
        ...defined(settings),
        packing: facetColumn(packing ?? null),
        rollout: facetColumn(rollout ?? null),
        approval: facetColumn(approval ?? null),
        healthCheck: facetColumn(healthCheck ?? null),
        name,
        kind,
        path,
        projectId,
        position,
      },
    })
    await placeOn(tx.db, id, serverIds)
    if (list?.length) await variables.replaceVariables(tx, viewer, id, list, `${at}.variables`)
    return id
  }

  async function requireEnvironment(id: string) {
    const found = isId(id) ? await prisma.environment.findUnique({ where: { id }, include: { project: true } }) : null
    if (!found) throw notFound('environment')
    return found
  }

  return {
    create,
    /** The names of a project's environments. */
    namesIn: async (projectId: string) =>
      (await prisma.environment.findMany({ where: { projectId }, select: { name: true } })).map(({ name }) => name),
    openVariables: variables.openVariables,
    ...createVariableHistory({ ...ports, requireEnvironment }),
    ...createEnvironmentLocks({ ...ports, requireEnvironment }),

    /** @throws CallerError FORBIDDEN, NOT_FOUND (the project), BAD_USER_INPUT, CONFLICT */
    async addEnvironment(viewer: Viewer, projectId: string, input: EnvironmentInput): Promise<{ id: string }> {
      guardEnvironments(viewer, 'addEnvironment')
      const draft = parseInput(newEnvironmentInput, input, 'input')
      const project = isId(projectId) ? await prisma.project.findUnique({ where: { id: projectId } }) : null
      if (!project) throw notFound('project')
      return log
        .transaction(async (tx) => {
          const position = await tx.db.environment.count({ where: { projectId } })
          const id = await create(tx, viewer, projectId, position, draft, 'input')
          await recordActivity(tx, viewer, {
            kind: 'environment.added',
            ...{ subject: draft.name, subjectId: id },
            projectId,
            after: pick(draft, ['name', 'kind', 'path', 'serverIds']),
            message: `added the environment "${draft.name}" to "${project.title}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, draft.name)
        })
    },

    /** Releases that are queued or running keep what they were created with. @throws CallerError as addEnvironment */
    async updateEnvironment(viewer: Viewer, id: string, input: EnvironmentInput): Promise<void> {
      guardEnvironments(viewer, 'updateEnvironment')
      const {
        variables: list,
        serverIds,
        name,
        kind,
        path,
        rollout,
        ...settings
      } = parseInput(changeEnvironmentInput, input, 'input')
      const before = await requireEnvironment(id)
      const {
        afterFetchCommand,
        buildCommand,
        beforeUploadCommand,
        afterUploadCommand,
        restartCommand,
        checkCommand,
        packing,
        approval,
        healthCheck,
        ...limits
      } = settings
      const commands = {
        afterFetchCommand,
        buildCommand,
        beforeUploadCommand,
        afterUploadCommand,
        restartCommand,
        checkCommand,
      }
      await log
        .transaction(async (tx) => {
          const [now] = await tx.db.$queryRaw<{ healthCheck: unknown }[]>`
            SELECT "healthCheck" FROM "Environment" WHERE id = ${id} FOR UPDATE`
          const stored = storedHealthCheck(now?.healthCheck)
          refuseLiteralSecrets(healthCheck, { stored, at: 'input' })
          const checks = checksTold(stored, healthCheck)
          await requireReleaseFlow(tx.db, approval?.flowId, 'input.approval.flowId')
          const placedOn = await serversOf(tx.db, id)
          if (path || serverIds) {
            const place = { path: path ?? before.path, serverIds: serverIds ?? placedOn }
            await requireFreePlace(tx.db, { environmentId: id, at: 'input', ...place })
          }
          await tx.db.environment.update({
            where: { id },
            data: {
              ...defined({ name, kind, path, ...limits }),
              ...commands,
              packing: facetColumn(packing),
              rollout: facetColumn(rollout),
              approval: facetColumn(approval),
              healthCheck: facetColumn(healthCheck),
            },
          })
          if (serverIds) {
            await tx.db.environmentServer.deleteMany({ where: { environmentId: id } })
            await placeOn(tx.db, id, serverIds)
          }
          const told = list && (await variables.replaceVariables(tx, viewer, id, list, 'input.variables'))
          await recordActivity(tx, viewer, {
            kind: 'environment.changed',
            subject: name ?? before.name,
            subjectId: id,
            ...differences(
              { ...before, serverIds: placedOn, variables: told?.was, ...checks.was },
              {
                ...defined({ name, kind, path, serverIds, ...limits }),
                ...{ ...commands, packing, rollout, approval, variables: told?.is, ...checks.is },
              },
            ),
            projectId: before.projectId,
            message: `changed the environment "${name ?? before.name}" of "${before.project.title}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, name ?? before.name)
        })
    },

    /** Its history goes too; what lies on the servers stays. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async removeEnvironment(viewer: Viewer, id: string): Promise<void> {
      guardEnvironments(viewer, 'removeEnvironment')
      const environment = await requireEnvironment(id)
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Environment" WHERE id = ${id} FOR UPDATE`
        await requireNothingUnderWay(tx.db, [id])
        const serverIds = await serversOf(tx.db, id)
        await tx.db.environment.deleteMany({ where: { id } })
        await recordActivity(tx, viewer, {
          kind: 'environment.removed',
          ...{ subject: environment.name, subjectId: id },
          projectId: environment.projectId,
          before: { ...pick(environment, ['name', 'kind', 'path']), serverIds },
          message: `removed the environment "${environment.name}" of "${environment.project.title}"`,
        })
      })
    },
  }
}

export type Environments = ReturnType<typeof createEnvironments>
