import { randomUUID } from 'node:crypto'
import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { hashBallots } from './poll-ballots.ts'
import { keepPollCard } from './poll-card.ts'
import { recount } from './poll-counting.ts'
import { notYours } from './poll-reading.ts'
import { lockPoll, type PollRow, pollOfRow } from './poll-rows.ts'
import { guardPolls, mayManage } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

const closed = (id: string) => conflict('This poll is closed. Create a new one.', { pollId: id })

/** What becomes of a poll as a whole. Each change takes the poll's lock, then its room's, then the activity's. */
export function createPollKeeping(ports: PollPorts) {
  const { database, log, bus } = ports
  const { prisma } = database

  /** Writes the new state, shows it on the card and tells those who follow. `viewer` null: the deadline came. */
  async function become(
    tx: LogTransaction,
    viewer: Viewer | null,
    { id, state: from }: PollRow,
    data: Omit<Prisma.PollUpdateInput, 'state'> & { state: Exclude<PollRow['state'], 'DRAFT'> },
  ) {
    const row = await tx.db.poll.update({ where: { id }, data: { ...data, revision: { increment: 1 } } })
    const poll = pollOfRow(row)
    await keepPollCard(tx, poll, viewer?.userId ?? null, ports)
    const done = ({ OPEN: 'opened', PAUSED: 'paused', CLOSED: 'closed' } as const)[data.state]
    // The activity is for everybody, a room's words are for its members.
    const what = poll.roomId === null ? `the poll "${poll.question}"` : 'a poll in a room'
    const subject = poll.roomId === null ? poll.question : undefined
    await recordActivity(tx, viewer, {
      ...{ kind: `poll.${done}` as const, subject, subjectId: id, message: `${done} ${what}` },
      ...{ before: { state: from }, after: { state: poll.state } },
    })
    tx.afterCommit(() => bus.publish('polls', { pollId: id }))
  }

  async function open(tx: LogTransaction, viewer: Viewer, poll: PollRow) {
    const first = poll.openedAt === null
    const { eligible } = first ? await recount(tx.db, poll.id) : { eligible: null }
    await become(tx, viewer, poll, {
      state: 'OPEN',
      ...(first && { openedAt: await databaseNow(tx.db), electorate: eligible }),
    })
  }

  /** The ballots are counted behind the lock: whoever was committed before is in it, nobody else ever will be. */
  async function close(tx: LogTransaction, viewer: Viewer | null, poll: PollRow) {
    const salt = randomUUID()
    const result = { ...(await recount(tx.db, poll.id)), salt, hash: await hashBallots(tx.db, poll, salt) }
    await become(tx, viewer, poll, { state: 'CLOSED', closedAt: await databaseNow(tx.db), result })
  }

  /** Runs behind the poll's lock, for those who may. */
  async function manage(viewer: Viewer, id: string, work: (tx: LogTransaction, poll: PollRow) => Promise<void>) {
    await log.transaction(async (tx) => {
      const { poll, isOver } = await lockPoll(tx, id)
      if (!mayManage(viewer, poll.createdById)) throw poll.state === 'DRAFT' ? notFound('poll') : notYours()
      if (isOver && poll.state !== 'DRAFT' && poll.state !== 'CLOSED') await close(tx, null, poll)
      else await work(tx, poll)
    })
  }

  return {
    open,
    manage,

    /** Opens a draft, or goes on after a pause; an open one stays as it is. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    async openPoll(viewer: Viewer, id: string): Promise<void> {
      guardPolls(viewer, 'openPoll')
      await manage(viewer, id, async (tx, poll) => {
        if (poll.state === 'CLOSED') throw closed(id)
        if (poll.closesAt !== null && poll.closesAt <= (await databaseNow(tx.db))) {
          throw conflict('The time in which this poll could be open has passed. Create a new one.', { pollId: id })
        }
        if (poll.state !== 'OPEN') await open(tx, viewer, poll)
      })
    },

    /** Takes no votes until it is opened again. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    async pausePoll(viewer: Viewer, id: string): Promise<void> {
      guardPolls(viewer, 'pausePoll')
      await manage(viewer, id, async (tx, poll) => {
        if (poll.state === 'CLOSED') throw closed(id)
        if (poll.state === 'DRAFT') throw conflict('This poll is not open yet.', { pollId: id })
        if (poll.state === 'OPEN') await become(tx, viewer, poll, { state: 'PAUSED' })
      })
    },

    /** Ends it for good and keeps the result; a closed one stays as it is. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    async closePoll(viewer: Viewer, id: string): Promise<void> {
      guardPolls(viewer, 'closePoll')
      await manage(viewer, id, async (tx, poll) => {
        if (poll.state === 'DRAFT') throw conflict('This poll is not open yet.', { pollId: id })
        if (poll.state !== 'CLOSED') await close(tx, viewer, poll)
      })
    },

    /** Closes what its deadline has come for. Votes that come later are refused in any case. */
    async closeDuePolls(): Promise<void> {
      const due = await prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM "Poll" WHERE state IN ('OPEN', 'PAUSED') AND "closesAt" <= (clock_timestamp() AT TIME ZONE 'UTC')
        ORDER BY "closesAt" LIMIT 100`
      for (const { id } of due) {
        await log.transaction(async (tx) => {
          const { poll, isOver } = await lockPoll(tx, id)
          if (isOver && poll.state !== 'CLOSED') await close(tx, null, poll)
        })
      }
    },
  }
}

export type PollKeeping = ReturnType<typeof createPollKeeping>
