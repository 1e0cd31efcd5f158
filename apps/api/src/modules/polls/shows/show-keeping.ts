import type { Prisma, Transaction } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { type FactsOfKind, pick } from '../../activity/activity.facts.ts'
import { differences } from '../../activity/differences.ts'
import { isTaken } from '../../kernel/database-errors.ts'
import { badInput, CallerError } from '../../kernel/errors.ts'
import { parseInput } from '../../kernel/input.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { visibleTo } from '../poll-listing.ts'
import { mayManage } from '../polls.policy.ts'
import type { PollPorts } from '../polls.ports.ts'
import { lockShow, type ShowRow } from './show-rows.ts'
import { type CreateShowInput, createShowInput, type UpdateShowInput, updateShowInput } from './shows.input.ts'
import { guardShows } from './shows.policy.ts'

const notYours = () => new CallerError('FORBIDDEN', 'Only who made this show or an operator can change and present it.')

/** Shows and what they show. Screens follow; what one presenter does, all see. */
export function createShowKeeping({ database, log, bus }: PollPorts) {
  const { prisma } = database

  async function visibleOf(db: Pick<Transaction, 'poll'>, viewer: Viewer, pollIds: string[]) {
    const where = { AND: [visibleTo(viewer), { id: { in: pollIds } }] }
    return new Set((await db.poll.findMany({ where, select: { id: true } })).map(({ id }) => id))
  }

  /** @throws CallerError BAD_USER_INPUT that names each poll which is not among them */
  function requireKnown(pollIds: string[], known: ReadonlySet<string>) {
    const issues = pollIds.flatMap((id, place) =>
      known.has(id)
        ? []
        : [{ path: `input.pollIds.${place}`, message: 'There is no such poll, or you may not see it.' }],
    )
    if (issues.length > 0) throw badInput(issues)
  }

  /** What the show has from now on: what was named, and behind it what it had and the viewer may not see. */
  async function orderOf({ db }: LogTransaction, viewer: Viewer, showId: string, pollIds: string[]) {
    const items = await db.pollShowItem.findMany({ where: { showId }, orderBy: { place: 'asc' } })
    const had = items.map(({ pollId }) => pollId)
    const visible = await visibleOf(db, viewer, [...had, ...pollIds])
    requireKnown(pollIds, new Set([...had, ...visible]))
    return [...pollIds, ...had.filter((id) => !visible.has(id) && !pollIds.includes(id))]
  }

  const itemsOf = (pollIds: string[]) => ({ create: pollIds.map((pollId, place) => ({ pollId, place })) })

  const record = (
    tx: LogTransaction,
    viewer: Viewer,
    { id, title }: Pick<ShowRow, 'id' | 'title'>,
    did: string,
    what: FactsOfKind,
  ) => recordActivity(tx, viewer, { subject: title, subjectId: id, message: `${did} the show "${title}"`, ...what })

  /** Runs behind the show's lock, for those who may. */
  async function manage(viewer: Viewer, id: string, work: (tx: LogTransaction, show: ShowRow) => Promise<void>) {
    await log.transaction(async (tx) => {
      const show = await lockShow(tx, id)
      if (!mayManage(viewer, show.createdById)) throw notYours()
      await work(tx, show)
      tx.afterCommit(() => bus.publish('pollShows', { showId: id }))
    })
  }

  const change = (tx: LogTransaction, id: string, data: Prisma.PollShowUncheckedUpdateInput) =>
    tx.db.pollShow.update({ where: { id }, data: { ...data, revision: { increment: 1 } } })

  const madeBefore = async (viewer: Viewer, clientId: string | null | undefined) =>
    clientId
      ? prisma.pollShow.findFirst({ where: { createdById: viewer.userId, clientId }, select: { id: true } })
      : null

  return {
    /** Puts polls into an order. The same clientId again is the same show. @throws CallerError BAD_USER_INPUT */
    async createPollShow(viewer: Viewer, input: CreateShowInput): Promise<{ id: string }> {
      guardShows(viewer, 'createPollShow')
      const { title, pollIds, covers, clientId } = parseInput(createShowInput, input, 'input')
      const known = await madeBefore(viewer, clientId)
      if (known) return known
      requireKnown(pollIds, await visibleOf(prisma, viewer, pollIds))
      const id = uuid7()
      const data = { id, title, covers: covers ?? false, clientId: clientId ?? null, createdById: viewer.userId }
      try {
        await log.transaction(async (tx) => {
          await tx.db.pollShow.create({ data: { ...data, items: itemsOf(pollIds) } })
          await record(tx, viewer, data, 'created', {
            kind: 'pollShow.created',
            after: { title, covers: data.covers, pollIds },
          })
        })
      } catch (error) {
        const twin = isTaken(error) ? await madeBefore(viewer, clientId) : null
        if (twin) return twin
        throw error
      }
      return { id }
    },

    /** What is left out stays. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
    async updatePollShow(viewer: Viewer, id: string, input: UpdateShowInput): Promise<void> {
      guardShows(viewer, 'updatePollShow')
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
      const { title, pollIds, covers } = parseInput(updateShowInput, given, 'input')
      await manage(viewer, id, async (tx, show) => {
        const had = await tx.db.pollShowItem.findMany({ where: { showId: id }, orderBy: { place: 'asc' } })
        const order = pollIds && (await orderOf(tx, viewer, id, pollIds))
        if (order) await tx.db.pollShowItem.deleteMany({ where: { showId: id } })
        const left = order !== undefined && show.stagePollId !== null && !order.includes(show.stagePollId)
        const after = await change(tx, id, {
          ...(title !== undefined && { title }),
          ...(covers != null && { covers }),
          ...(order && { items: itemsOf(order) }),
          ...(left && { stagePollId: null }),
        })
        const before = { ...show, pollIds: had.map(({ pollId }) => pollId) }
        const changed = differences(before, { title, covers: covers ?? undefined, pollIds: order })
        await record(tx, viewer, after, 'changed', { kind: 'pollShow.changed', ...changed })
      })
    },

    /** Its polls stay. @throws CallerError NOT_FOUND, FORBIDDEN */
    async removePollShow(viewer: Viewer, id: string): Promise<void> {
      guardShows(viewer, 'removePollShow')
      await manage(viewer, id, async (tx, show) => {
        const had = await tx.db.pollShowItem.findMany({ where: { showId: id }, orderBy: { place: 'asc' } })
        await tx.db.pollShow.delete({ where: { id } })
        const before = { ...pick(show, ['title', 'covers']), pollIds: had.map(({ pollId }) => pollId) }
        await record(tx, viewer, show, 'removed', { kind: 'pollShow.removed', before })
      })
    },

    /** Brings a poll of the show on stage; null: the curtain falls. The same again changes nothing. @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT */
    async stagePoll(viewer: Viewer, id: string, pollId: string | null): Promise<void> {
      guardShows(viewer, 'stagePoll')
      await manage(viewer, id, async (tx, show) => {
        if (show.stagePollId === pollId) return
        const where = { showId_pollId: { showId: id, pollId: pollId ?? '' } }
        if (pollId !== null && !(await tx.db.pollShowItem.findUnique({ where }))) {
          throw badInput([{ path: 'pollId', message: 'This poll is not in the show.' }])
        }
        await change(tx, id, { stagePollId: pollId, revealed: !show.covers })
        const changed = differences(show, { stagePollId: pollId })
        await record(tx, viewer, show, 'went on with', { kind: 'pollShow.staged', ...changed })
      })
    },

    /** Covers or uncovers the numbers on all screens; those that may not be seen yet stay away in any case. @throws CallerError NOT_FOUND, FORBIDDEN */
    async revealPoll(viewer: Viewer, id: string, revealed: boolean): Promise<void> {
      guardShows(viewer, 'revealPoll')
      await manage(viewer, id, async (tx, show) => {
        if (show.revealed === revealed) return
        await change(tx, id, { revealed })
        const [kind, did] = revealed
          ? (['pollShow.revealed', 'uncovered the numbers of'] as const)
          : (['pollShow.covered', 'covered the numbers of'] as const)
        await record(tx, viewer, show, did, { kind, ...differences(show, { revealed }) })
      })
    },
  }
}
