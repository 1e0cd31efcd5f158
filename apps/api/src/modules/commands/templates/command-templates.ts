import type { Prisma } from '../../../platform/database/database.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { differences } from '../../activity/differences.ts'
import { isTaken } from '../../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { guardCommands } from '../commands.policy.ts'
import type { CommandPorts } from '../commands.ports.ts'
import { type TemplateDraft, type TemplateInput, templateInput } from './command-template.input.ts'

type CommandTemplate = Prisma.CommandTemplateGetPayload<object>

/** What people said of it. */
const factsOf = ({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...facts }: CommandTemplate) => facts

/** Commands that are run again and again: made and changed by OPERATORs, every change told in the activity. */
export function createCommandTemplates({ prisma, log }: Pick<CommandPorts, 'prisma' | 'log'>) {
  const refusal = (error: unknown, name: string) =>
    isTaken(error) ? conflict(`There is a template named "${name}" already.`, { field: 'input.name' }) : error

  async function parsed(input: TemplateInput): Promise<TemplateDraft> {
    const draft = parseInput(templateInput, input, 'input')
    const found = await prisma.server.findMany({ where: { id: { in: draft.serverIds } }, select: { id: true } })
    const known = new Set(found.map(({ id }) => id))
    const gone = draft.serverIds.flatMap((id, i) =>
      known.has(id) ? [] : [{ path: `input.serverIds.${i}`, message: 'There is no server with this id.' }],
    )
    if (gone.length > 0) throw badInput(gone)
    return draft
  }

  const dataOf = ({ parameters, ...draft }: TemplateDraft) => ({
    ...draft,
    parameters: parameters as unknown as Prisma.InputJsonArray,
  })

  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async addCommandTemplate(viewer: Viewer, input: TemplateInput): Promise<{ id: string }> {
      guardCommands(viewer, 'addCommandTemplate')
      const draft = await parsed(input)
      return log
        .transaction(async (tx) => {
          const { id } = await tx.db.commandTemplate.create({ data: dataOf(draft) })
          await recordActivity(tx, viewer, {
            kind: 'commandTemplate.added',
            ...{ subject: draft.name, subjectId: id },
            after: draft,
            message: `added the command template "${draft.name}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, draft.name)
        })
    },

    /** Whole: what is left out becomes what it is in a new one. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT */
    async updateCommandTemplate(viewer: Viewer, id: string, input: TemplateInput): Promise<void> {
      guardCommands(viewer, 'updateCommandTemplate')
      const draft = await parsed(input)
      if (!isId(id)) throw notFound('template')
      await log
        .transaction(async (tx) => {
          await tx.db.$queryRaw`SELECT id FROM "CommandTemplate" WHERE id = ${id} FOR UPDATE`
          const before = await tx.db.commandTemplate.findUnique({ where: { id } })
          if (!before) throw notFound('template')
          const after = await tx.db.commandTemplate.update({ where: { id }, data: dataOf(draft) })
          await recordActivity(tx, viewer, {
            kind: 'commandTemplate.changed',
            ...{ subject: draft.name, subjectId: id },
            message: `changed the command template "${draft.name}"`,
            ...differences(factsOf(before), factsOf(after)),
          })
        })
        .catch((error) => {
          throw refusal(error, draft.name)
        })
    },

    /** What it ran stays, under its name. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeCommandTemplate(viewer: Viewer, id: string): Promise<void> {
      guardCommands(viewer, 'removeCommandTemplate')
      await log.transaction(async (tx) => {
        const template = isId(id) ? await tx.db.commandTemplate.findUnique({ where: { id } }) : null
        if (!template) throw notFound('template')
        await tx.db.commandTemplate.deleteMany({ where: { id } })
        await recordActivity(tx, viewer, {
          kind: 'commandTemplate.removed',
          ...{ subject: template.name, subjectId: id },
          before: factsOf(template),
          message: `removed the command template "${template.name}"`,
        })
      })
    },
  }
}
