import type { Prisma } from '../../../platform/database/database.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'

export type ShowRow = Prisma.PollShowGetPayload<object>

/** A show as one person sees it. */
export interface ShowView extends ShowRow {
  mayManage: boolean
}

/** What all screens of a show do. */
export interface ShowStage {
  showId: string
  revision: number
  /** Null: the curtain is down. */
  stagePollId: string | null
  revealed: boolean
}

export const stageOf = ({ id, revision, stagePollId, revealed }: ShowRow): ShowStage => ({
  showId: id,
  revision,
  stagePollId,
  revealed,
})

/** Takes the show's lock: what presenters do at once comes one after the other. @throws CallerError NOT_FOUND */
export async function lockShow({ db }: LogTransaction, id: string): Promise<ShowRow> {
  if (!isId(id)) throw notFound('show')
  await db.$queryRaw`SELECT id FROM "PollShow" WHERE id = ${id} FOR UPDATE`
  const row = await db.pollShow.findUnique({ where: { id } })
  if (!row) throw notFound('show')
  return row
}
