import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { badInput, forbidden } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { isProduction, requireAccess, type ServerWithUses } from '../servers/server-access.ts'
import { commandStream, runChanged } from './command.events.ts'
import { requireConfirmed } from './command-confirmation.ts'
import { requireTurn } from './command-limit.ts'
import { type RunCommandInput, runInput } from './commands.input.ts'
import { guardCommands } from './commands.policy.ts'
import type { CommandPorts } from './commands.ports.ts'
import type { CommandParameter, GivenParameter } from './parameters/command-parameter.ts'
import { readGiven } from './parameters/given-parameters.ts'

/** Where the sealed parameters of a run lie. */
export const placeOfSecrets = (runId: string) => `command-run:${runId}`

const PARALLEL = 10
const SECONDS = 60

export interface NewRun {
  command: string
  servers: readonly ServerWithUses[]
  timeoutSeconds: number
  parallel?: number | null | undefined
  stopOnFailure?: boolean | null | undefined
  createdById: string | null
  clientId?: string | null | undefined
  template?: { id: string; name: string } | null
  parameters?: GivenParameter[]
  secrets?: Record<string, string>
  /** Of a ticket. */
  variables?: Record<string, string>
  ticketId?: string
}

/** The first few by name: `web-1, web-2 and 18 more`. */
export function namesOf(servers: readonly { name: string }[]): string {
  const names = servers.slice(0, 3).map(({ name }) => name)
  const more = servers.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

/** How runs come to be: everything is judged before, and a worker begins what was written here. */
export function createCommandAdmission({ prisma, log, bus, secrets, limits }: CommandPorts) {
  async function insert(tx: LogTransaction, run: NewRun): Promise<{ id: string }> {
    const id = uuid7()
    const sealed = Object.keys(run.secrets ?? {}).length > 0 ? JSON.stringify(run.secrets) : null
    await tx.db.commandRun.create({
      data: {
        ...{ id, command: run.command, timeoutSeconds: run.timeoutSeconds, createdById: run.createdById },
        ...{ parallel: run.parallel ?? PARALLEL, stopOnFailure: run.stopOnFailure ?? false },
        ...{ clientId: run.clientId ?? null, ticketId: run.ticketId ?? null },
        ...{ templateId: run.template?.id ?? null, templateName: run.template?.name ?? null },
        parameters: (run.parameters ?? []) as unknown as Prisma.InputJsonArray,
        variables: run.variables ?? {},
        sealed: sealed && secrets.seal(sealed, placeOfSecrets(id)),
        targets: {
          createMany: {
            data: run.servers.map((server, position) => ({
              ...{ serverKey: server.id, serverId: server.id, serverName: server.name, position },
              production: isProduction(server),
            })),
          },
        },
      },
    })
    await tx.append(commandStream(id), [runChanged('QUEUED')])
    tx.afterCommit(() => bus.publish('commands', { runId: id }))
    return { id }
  }

  async function labels(): Promise<Set<string>> {
    const rows = await prisma.$queryRaw<{ label: string }[]>`SELECT DISTINCT unnest(labels) AS label FROM "Server"`
    return new Set(rows.map(({ label }) => label))
  }

  async function templateOf(viewer: Viewer, id: string) {
    const template = await prisma.commandTemplate.findUnique({ where: { id } })
    if (!template) throw badInput([{ path: 'input.templateId', message: 'There is no template with this id.' }])
    if (!hasRole(viewer, template.role)) throw forbidden(`run "${template.name}"`, template.role)
    return template
  }

  const madeBefore = (viewer: Viewer, clientId: string | null | undefined) =>
    clientId
      ? prisma.commandRun.findFirst({ where: { createdById: viewer.userId, clientId }, select: { id: true } })
      : null

  return {
    /**
     * Queues a command; a worker begins it at once. The same clientId again is the same run.
     * @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, RATE_LIMITED, CONFLICT where it has to be confirmed
     */
    async runCommand(viewer: Viewer, input: RunCommandInput): Promise<{ id: string }> {
      guardCommands(viewer, 'runCommand')
      const wish = parseInput(runInput, input, 'input')
      const before = await madeBefore(viewer, wish.clientId)
      if (before) return before
      const template = wish.templateId ? await templateOf(viewer, wish.templateId) : null
      const servers = await requireAccess(prisma, viewer, wish.serverIds, 'run commands on')
      const given = readGiven((template?.parameters ?? []) as unknown as CommandParameter[], wish.parameters ?? {}, {
        labels: await labels(),
        path: 'input.parameters',
      })
      if (given.issues.length > 0) throw badInput(given.issues)
      requireConfirmed(servers, template?.needsConfirming ?? false, wish)
      const seconds = wish.timeoutSeconds ?? template?.timeoutSeconds ?? SECONDS
      const run: NewRun = {
        ...{ command: template?.command ?? wish.command ?? '', servers, timeoutSeconds: seconds, template },
        ...{ parallel: wish.parallel, stopOnFailure: wish.stopOnFailure, clientId: wish.clientId },
        ...{ createdById: viewer.userId, parameters: given.parameters, secrets: given.secrets },
      }
      return log
        .transaction(async (tx) => {
          await requireTurn(tx, viewer, limits)
          const made = await insert(tx, run)
          const what = template ? `"${template.name}"` : 'a command'
          await recordActivity(tx, viewer, {
            kind: 'command.started',
            ...{ subject: namesOf(servers), subjectId: made.id, after: { state: 'QUEUED' } },
            ...(servers.length === 1 && servers[0] && { serverId: servers[0].id }),
            message: `ran ${what} on ${namesOf(servers)}`,
          })
          return made
        })
        .catch(async (error) => {
          // The same call came twice in the same moment.
          const made = isTaken(error) ? await madeBefore(viewer, wish.clientId) : null
          if (made) return made
          throw error
        })
    },

    /** Of a ticket that was approved, in the transaction that uses it up: whoever approved it judged the rest. */
    queueForTicket: insert,
  }
}
