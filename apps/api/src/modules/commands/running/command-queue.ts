import type { Prisma } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { type CommandChange, commandStream, runChanged } from '../command.events.ts'
import { type CommandTargetState, leftAs, outcomeOf } from '../command.state.ts'
import { namesOf, placeOfSecrets } from '../command-admission.ts'
import type { CommandPorts } from '../commands.ports.ts'
import type { GivenParameter } from '../parameters/command-parameter.ts'
import { assertClaimed, type CommandClaim, LEASE_SECONDS } from './command-claim.ts'

/** What a run says whose worker was lost. */
export const WORKER_LOST =
  'The worker that ran it was lost. Where it was running nobody knows what became of it: look there.'

/** A run as a worker takes it up. */
export interface CommandOrder {
  claim: CommandClaim
  run: { id: string; createdById: string | null; ticketId: string | null }
  command: string
  timeoutMs: number
  parallel: number
  stopOnFailure: boolean
  /** What the command finds in its environment, secrets in the clear. */
  variables: Record<string, string>
  secrets: string[]
  servers: { id: string; name: string }[]
}

interface End {
  /** Somebody wanted it to end, or its right was gone. */
  cancelled: boolean
  message: string | null
}

const told = { SUCCEEDED: 'succeeded', FAILED: 'failed', CANCELLED: 'cancelled' } as const

/** The table of runs is the queue: each is handed out once, and the database's clock alone judges leases. */
export function createCommandQueue({ prisma, log, bus, secrets, listener }: CommandPorts) {
  /** Writes down how a run ended, in a transaction that holds its row. */
  async function end(tx: LogTransaction, runId: string, { cancelled, message }: End): Promise<void> {
    const targets = await tx.db.commandTarget.findMany({ where: { runId }, orderBy: { position: 'asc' } })
    const at = await databaseNow(tx.db)
    const events: { kind: string; payload: CommandChange }[] = []
    const states: CommandTargetState[] = []
    for (const target of targets) {
      const left = leftAs(target.state, cancelled)
      states.push(left ?? target.state)
      if (left === null) continue
      const { serverKey } = target
      await tx.db.commandTarget.update({
        where: { runId_serverKey: { runId, serverKey } },
        data: { state: left, ...(target.startedAt && { finishedAt: at }) },
      })
      events.push({ kind: 'server', payload: { runState: 'RUNNING', serverId: serverKey, serverState: left } })
    }
    const state = outcomeOf(states, cancelled)
    const { state: before } = await tx.db.commandRun.findUniqueOrThrow({
      where: { id: runId },
      select: { state: true },
    })
    const run = await tx.db.commandRun.update({
      where: { id: runId },
      data: { state, message, finishedAt: at, sealed: null, leaseOwner: null, leaseUntil: null },
    })
    const ended = events.map(({ kind, payload }) => ({ kind, payload: { ...payload, runState: state } }))
    await tx.append(commandStream(runId), [...ended, runChanged(state, message)])
    await listener.over(tx, runId)
    if (run.ticketId === null) {
      const servers = targets.map(({ serverName: name }) => ({ name }))
      const [only] = targets.length === 1 ? targets : []
      const kind = told[state as keyof typeof told]
      await recordActivity(tx, null, {
        kind: `command.${kind}`,
        ...{ subject: namesOf(servers), subjectId: runId, before: { state: before }, after: { state } },
        ...(only?.serverId && { serverId: only.serverId }),
        message: `Command #${run.number} on ${namesOf(servers)} ${kind === 'cancelled' ? 'was cancelled' : kind}`,
      })
    }
    tx.afterCommit(() => bus.publish('commands', { runId }))
  }

  const take = (owner: string) =>
    log.transaction(async (tx) => {
      const [claim] = await tx.db.$queryRaw<CommandClaim[]>`
        UPDATE "CommandRun" SET state = 'RUNNING', fence = fence + 1, "leaseOwner" = ${owner},
          "startedAt" = clock_timestamp() AT TIME ZONE 'UTC',
          "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
        WHERE id = (
          SELECT id FROM "CommandRun" WHERE state = 'QUEUED' ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING id AS "runId", "leaseOwner" AS owner, fence`
      if (!claim) return null
      await tx.append(commandStream(claim.runId), [runChanged('RUNNING')])
      await listener.begun(tx, claim.runId)
      return claim
    })

  async function orderOf(claim: CommandClaim): Promise<CommandOrder> {
    const run = await prisma.commandRun.findUniqueOrThrow({
      where: { id: claim.runId },
      include: { targets: { where: { state: 'PENDING' }, orderBy: { position: 'asc' } } },
    })
    const hidden = run.sealed
      ? (JSON.parse(secrets.open(run.sealed, placeOfSecrets(run.id))) as Record<string, string>)
      : {}
    const given = (run.parameters as unknown as GivenParameter[]).map(({ name, value }) => [
      name,
      value ?? hidden[name] ?? '',
    ])
    return {
      claim,
      run: { id: run.id, createdById: run.createdById, ticketId: run.ticketId },
      command: run.command,
      ...{ timeoutMs: run.timeoutSeconds * 1000, parallel: run.parallel, stopOnFailure: run.stopOnFailure },
      variables: { ...(run.variables as Record<string, string>), ...Object.fromEntries(given) },
      secrets: Object.values(hidden),
      servers: run.targets.map(({ serverKey, serverName }) => ({ id: serverKey, name: serverName })),
    }
  }

  return {
    /** The next one that waits, as this worker's own; null: none does. */
    async claim(owner: string): Promise<CommandOrder | null> {
      const claim = await take(owner)
      return claim && orderOf(claim)
    },

    /** Keeps the lease, and tells what is wanted of the run meanwhile. */
    async renew({ runId, owner, fence }: CommandClaim): Promise<{ held: boolean; cancelRequested: boolean }> {
      const [row] = await prisma.$queryRaw<{ cancelRequested: boolean }[]>`
        UPDATE "CommandRun"
        SET "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
        WHERE id = ${runId} AND fence = ${fence} AND "leaseOwner" = ${owner} AND state IN ('RUNNING', 'CANCELLING')
        RETURNING "cancelRequested"`
      return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false }
    },

    /** @throws LeaseLost */
    async conclude(claim: CommandClaim, how: End): Promise<void> {
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "CommandRun" WHERE id = ${claim.runId} FOR UPDATE`
        await assertClaimed(tx, claim)
        await end(tx, claim.runId, how)
      })
    },

    /** One that nobody has begun ends without having touched anything. Its row is locked. */
    endQueued: (tx: LogTransaction, runId: string) => end(tx, runId, { cancelled: true, message: null }),

    /** Ends what lost its worker: it is never begun again, and says for each server what is known. */
    async giveUpLost(): Promise<void> {
      for (;;) {
        const found = await log.transaction(async (tx) => {
          const [lost] = await tx.db.$queryRaw<{ id: string; cancelRequested: boolean }[]>`
            SELECT id, "cancelRequested" FROM "CommandRun"
            WHERE state IN ('RUNNING', 'CANCELLING') AND "leaseUntil" < (clock_timestamp() AT TIME ZONE 'UTC')
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED`
          if (lost) await end(tx, lost.id, { cancelled: lost.cancelRequested, message: WORKER_LOST })
          return lost
        })
        if (!found) return
      }
    },

    /** Nobody else can have them: the lock on the data directory proves that no other process lives. */
    async freeAll(): Promise<void> {
      const past = new Date(0)
      const where: Prisma.CommandRunWhereInput = { state: { in: ['RUNNING', 'CANCELLING'] } }
      await prisma.commandRun.updateMany({ where, data: { leaseUntil: past } })
    },
  }
}

export type CommandQueue = ReturnType<typeof createCommandQueue>
