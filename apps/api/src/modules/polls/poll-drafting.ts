import { randomInt } from 'node:crypto'
import { recordActivity } from '../activity/activity.events.ts'
import { type Facts, pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import { requireMember } from '../chat/room-membership.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { PollKeeping } from './poll-keeping.ts'
import { type PollRow, pollOfRow } from './poll-rows.ts'
import {
  type CreatePollInput,
  createPollInput,
  type PollDraft,
  pollDraftInput,
  type UpdatePollInput,
} from './polls.input.ts'
import { guardPolls } from './polls.policy.ts'
import type { PollPorts } from './polls.ports.ts'

// No letters and digits that people take for each other.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const newCode = () => Array.from({ length: 7 }, () => letters[randomInt(letters.length)]).join('')

const notADraft = (id: string) =>
  conflict('Only a draft can be changed or removed: this poll was opened.', { pollId: id })

/** Options that stay keep their ids. */
const optionsOf = (texts: string[], before: PollRow['options'] = []) =>
  texts.map((text) => ({ id: before.find((known) => known.text === text)?.id ?? uuid7(), text }))

/** What is asked, until it is. */
export function createPollDrafting(
  { database, log, clock }: PollPorts,
  { open, manage }: Pick<PollKeeping, 'open' | 'manage'>,
) {
  const { prisma } = database

  async function insert(viewer: Viewer, { open: opens, ...draft }: PollDraft): Promise<{ id: string }> {
    const id = uuid7()
    await log.transaction(async (tx) => {
      const data = { ...draft, id, code: newCode(), options: optionsOf(draft.options), createdById: viewer.userId }
      const row = await tx.db.poll.create({ data })
      // The activity is for everybody, a draft is not.
      if (opens) await open(tx, viewer, pollOfRow(row))
      else {
        const entry = { kind: 'poll.drafted', subjectId: id, message: 'drafted a poll' } as const
        await recordActivity(tx, viewer, { ...entry, after: factsOf(pollOfRow(row)) })
      }
    })
    return { id }
  }

  const madeBefore = async (viewer: Viewer, { clientId }: PollDraft): Promise<{ id: string } | null> =>
    clientId ? prisma.poll.findFirst({ where: { createdById: viewer.userId, clientId }, select: { id: true } }) : null

  return {
    /**
     * Makes a draft, or with `open` a poll that is open. The same clientId again is the same poll.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, RATE_LIMITED
     */
    async createPoll(viewer: Viewer, input: CreatePollInput): Promise<{ id: string }> {
      guardPolls(viewer, 'createPoll')
      const draft = parseInput(createPollInput(clock.now()), input, 'input')
      if (draft.roomId) await requireMember(prisma, viewer, draft.roomId)
      const known = await madeBefore(viewer, draft)
      if (known) return known
      try {
        return await insert(viewer, draft)
      } catch (error) {
        // The same call came twice at once: the other was faster.
        const twin = isTaken(error) ? await madeBefore(viewer, draft) : null
        if (twin) return twin
        throw error
      }
    },

    /**
     * Changes a draft; what is left out stays.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT when it is no draft any more
     */
    async updatePoll(viewer: Viewer, id: string, changes: UpdatePollInput): Promise<void> {
      guardPolls(viewer, 'updatePoll')
      if (changes.roomId) await requireMember(prisma, viewer, changes.roomId)
      await manage(viewer, id, async (tx, poll) => {
        if (poll.state !== 'DRAFT') throw notADraft(id)
        const draft = parseInput(pollDraftInput(clock.now()), mergedWith(poll, changes), 'input')
        const { roomId = null, closesAt = null } = draft
        await tx.db.poll.update({
          where: { id },
          data: {
            ...draft,
            roomId,
            closesAt,
            options: optionsOf(draft.options, poll.options),
            revision: { increment: 1 },
          },
        })
        await recordActivity(tx, viewer, {
          ...{ kind: 'poll.changed', subjectId: id },
          ...told(poll, { ...draft, roomId, closesAt }),
          message: 'changed the draft of a poll',
        })
      })
    },

    /** Removes a draft. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT when it is no draft any more */
    async removePoll(viewer: Viewer, id: string): Promise<void> {
      guardPolls(viewer, 'removePoll')
      await manage(viewer, id, async (tx, poll) => {
        if (poll.state !== 'DRAFT') throw notADraft(id)
        await tx.db.poll.delete({ where: { id } })
        await recordActivity(tx, viewer, {
          kind: 'poll.removed',
          subjectId: id,
          before: factsOf(poll),
          message: 'removed the draft of a poll',
        })
      })
    },
  }
}

const CONTENT = new Set(['question', 'options'])

/** What changed, for the activity; of a poll in a room not what it asks, which is for the room's members. */
function told(poll: PollRow, draft: { roomId: string | null; options: string[] } & Record<string, unknown>) {
  const changed = differences({ ...poll, options: poll.options.map(({ text }) => text) }, draft)
  if (poll.roomId === null && draft.roomId === null) return changed
  const { before, after } = changed
  return { before: before && hide(before, 'the former'), after: after && hide(after, 'another') }
}

const hide = (facts: Facts, word: string) =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, CONTENT.has(name) ? word : value]))

/** A draft in the same way. */
function factsOf(poll: PollRow): Facts {
  const facts = pick(poll, ['question', 'roomId', 'multiple', 'secrecy', 'visibility', 'closesAt'])
  const options = poll.options.map(({ text }) => text)
  return poll.roomId === null ? { ...facts, options } : hide({ ...facts, options }, 'for the room’s members')
}

/** The draft as it is to be. What does not go with secrecy is not carried over into it. */
function mergedWith(poll: PollRow, changes: UpdatePollInput) {
  const secrecy = changes.secrecy ?? poll.secrecy
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  return {
    question: poll.question,
    options: poll.options.map(({ text }) => text),
    ...{ roomId: poll.roomId, multiple: poll.multiple, closesAt: poll.closesAt, secrecy },
    ...((changes.multiple ?? poll.multiple) && { minChoices: poll.minChoices, maxChoices: poll.maxChoices }),
    ...(secrecy !== 'SECRET' && { changeable: poll.changeable, visibility: poll.visibility }),
    ...given,
    ...(changes.question === null && { question: '' }),
    ...(changes.options === null && { options: [] }),
  }
}
