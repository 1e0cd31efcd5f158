import { isDeepStrictEqual } from 'node:util'
import type { LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { FlowDefinition } from './flow.definition.ts'
import { stateAfter } from './flow.state.ts'
import { namedPeople, withoutPeople } from './flow-people.ts'
import { commonRoom, requireRoom, roomNamed } from './flow-room.ts'
import { definitionOf, type FlowRow, lockFlow, storable } from './flow-rows.ts'
import { importedFlowInput, importedTitle, type SaveFlowInput, saveFlowInput } from './flows.input.ts'
import { guardFlows } from './flows.policy.ts'
import type { FlowPorts } from './flows.ports.ts'

interface Drawing {
  title: string
  description: string
  definition: FlowDefinition
  /** Left out: as it is; of a new flow the common one. Null: none. */
  roomId?: string | null | undefined
}

/** What the activity tells of a draft: how much is drawn, not what. */
const factsOf = (
  { title, description, roomId }: { title: string; description: string; roomId: string | null },
  { nodes, links, form }: FlowDefinition,
) => ({ title, description, roomId, nodes: nodes.length, links: links.length, form: form.length })

/** Drafts: they may be incomplete, and nobody runs by them. */
export function createFlowDrawing({ prisma, log }: FlowPorts) {
  const titleTaken = (title: string) =>
    conflict(`There is a flow with the title "${title}" already. Choose another one.`, { field: 'input.title', title })

  /** Those of the definition's people who are no users here. */
  async function strangersIn(definition: FlowDefinition): Promise<Set<string>> {
    const named = [...new Set(namedPeople(definition).map(({ userId }) => userId))]
    if (named.length === 0) return new Set()
    const found = await prisma.user.findMany({ where: { id: { in: named } }, select: { id: true } })
    const known = new Set(found.map(({ id }) => id))
    return new Set(named.filter((userId) => !known.has(userId)))
  }

  async function insert(viewer: Viewer, drawing: Drawing, clientId: string | null) {
    const { title, description, definition } = drawing
    const id = uuid7()
    await log.transaction(async (tx) => {
      if (drawing.roomId) await requireRoom(tx.db, viewer, drawing.roomId)
      const roomId = drawing.roomId === undefined ? ((await commonRoom(tx.db))?.id ?? null) : drawing.roomId
      const by = { ownerId: viewer.userId, savedById: viewer.userId }
      const draft = storable(definition)
      await tx.db.flow.create({ data: { id, title, description, draft, roomId, clientId, ...by } })
      await recordActivity(tx, viewer, {
        kind: 'flow.drafted',
        ...{ subject: title, subjectId: id },
        after: factsOf({ title, description, roomId }, definition),
        message: `began to draw the flow "${title}"`,
      })
    })
    return { id }
  }

  const madeBefore = (viewer: Viewer, clientId: string | null | undefined) =>
    clientId ? prisma.flow.findFirst({ where: { ownerId: viewer.userId, clientId }, select: { id: true } }) : null

  async function create(viewer: Viewer, drawing: Drawing, clientId: string | null): Promise<{ id: string }> {
    const known = await madeBefore(viewer, clientId)
    if (known) return known
    try {
      return await insert(viewer, drawing, clientId)
    } catch (error) {
      if (!isTaken(error)) throw error
      // The same call may have come twice at once: the other was faster.
      const twin = await madeBefore(viewer, clientId)
      if (twin) return twin
      throw titleTaken(drawing.title)
    }
  }

  const isTheSame = (row: FlowRow, { title, description, definition, roomId }: Drawing) =>
    row.title === title &&
    row.description === description &&
    (roomId === undefined || row.roomId === roomId) &&
    isDeepStrictEqual(definitionOf(row.draft), JSON.parse(JSON.stringify(definition)))

  async function overtaken({ db }: LogTransaction, row: FlowRow) {
    const by = row.savedById && (await db.user.findUnique({ where: { id: row.savedById } }))
    return conflict(
      `${by ? by.displayName : 'Somebody'} has saved this flow since. Load it again, or save yours as another flow.`,
      {
        flowId: row.id,
        revision: row.revision,
        savedAt: row.updatedAt.toISOString(),
        savedBy: by ? by.displayName : null,
      },
    )
  }

  async function replace(viewer: Viewer, id: string, drawing: Drawing, revision: number): Promise<{ id: string }> {
    const { title, description, definition, roomId } = drawing
    await log
      .transaction(async (tx) => {
        const row = await lockFlow(tx, id)
        // What is there already needs no saving: a save that came twice is answered the same.
        if (isTheSame(row, drawing)) return
        if (row.revision !== revision) throw await overtaken(tx, row)
        if (roomId && roomId !== row.roomId) await requireRoom(tx.db, viewer, roomId)
        const next = { title, description, draft: storable(definition), roomId }
        await tx.db.flow.update({
          where: { id },
          data: { ...next, revision: revision + 1, savedById: viewer.userId },
        })
        const was = factsOf(row, definitionOf(row.draft))
        const is = factsOf({ title, description, roomId: roomId === undefined ? row.roomId : roomId }, definition)
        await recordActivity(tx, viewer, {
          kind: 'flow.changed',
          ...{ subject: title, subjectId: id },
          ...differences({ ...was, revision }, { ...is, revision: revision + 1 }),
          message: `changed the draft of the flow "${title}"`,
        })
      })
      .catch((error) => {
        throw isTaken(error) ? titleTaken(title) : error
      })
    return { id }
  }

  return {
    /**
     * Makes a draft, or replaces one. The same clientId again is the same flow.
     * @throws CallerError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, CONFLICT (somebody saved since; the title is taken)
     */
    async saveFlow(viewer: Viewer, input: SaveFlowInput): Promise<{ id: string }> {
      guardFlows(viewer, 'saveFlow')
      const { id, title, description, roomId, revision, clientId, nodes, links, form } = parseInput(
        saveFlowInput,
        input,
        'input',
      )
      const definition = { nodes, links, form }
      const strangers = await strangersIn(definition)
      if (strangers.size > 0) {
        throw badInput(
          namedPeople(definition)
            .filter(({ userId }) => strangers.has(userId))
            .map(({ path }) => ({ path: `input.${path}`, message: 'There is no user with this id.' })),
        )
      }
      const drawing = { title, description, definition, roomId }
      return id ? replace(viewer, id, drawing, revision ?? 0) : create(viewer, drawing, clientId ?? null)
    },

    /**
     * Makes a draft of what was exported, here or elsewhere. People whom nobody knows here are left out; a room that is not here becomes none.
     * @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT
     */
    async importFlow(viewer: Viewer, exported: unknown, title: string | null): Promise<{ id: string }> {
      guardFlows(viewer, 'importFlow')
      const wanted = parseInput(importedTitle, title, 'title')
      const read = parseInput(importedFlowInput, exported, 'definition')
      const named = wanted ?? read.title
      if (!named) throw badInput([{ path: 'title', message: 'Give the flow a title: the file has none.' }])
      const { nodes, links, form, description, room } = read
      const definition = { nodes, links, form }
      const known = withoutPeople(definition, await strangersIn(definition))
      const roomId = await roomNamed(prisma, viewer, room)
      return create(viewer, { title: named, description, definition: known, roomId }, null)
    },

    /** Only one that was never published. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async removeFlow(viewer: Viewer, id: string): Promise<void> {
      guardFlows(viewer, 'removeFlow')
      await log.transaction(async (tx) => {
        const row = await lockFlow(tx, id)
        stateAfter('remove', row)
        await tx.db.flow.delete({ where: { id } })
        await recordActivity(tx, viewer, {
          kind: 'flow.removed',
          ...{ subject: row.title, subjectId: id },
          before: factsOf(row, definitionOf(row.draft)),
          message: `removed the draft of the flow "${row.title}"`,
        })
      })
    },
  }
}
