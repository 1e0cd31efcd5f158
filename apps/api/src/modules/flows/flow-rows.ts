import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import { notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { FlowDefinition } from './flow.definition.ts'

export type FlowRow = Prisma.FlowGetPayload<object>
export type FlowVersionRow = Prisma.FlowVersionGetPayload<object>

/** What was judged before it was stored. */
export const definitionOf = (stored: Prisma.JsonValue): FlowDefinition => stored as unknown as FlowDefinition

export const storable = (definition: FlowDefinition): Prisma.InputJsonValue =>
  definition as unknown as Prisma.InputJsonValue

/** Takes the flow's lock: from here on nobody else saves or publishes it. @throws CallerError NOT_FOUND */
export async function lockFlow({ db }: LogTransaction, id: string): Promise<FlowRow> {
  if (!isId(id)) throw notFound('flow')
  await db.$queryRaw`SELECT id FROM "Flow" WHERE id = ${id} FOR UPDATE`
  const row = await db.flow.findUnique({ where: { id } })
  if (!row) throw notFound('flow')
  return row
}
