import type { PrismaClient } from '../../platform/database/database.ts'
import { isReferenced } from '../kernel/database-errors.ts'
import { uuid7 } from '../kernel/uuid.ts'

export interface ArrivalRecord {
  outcome: 'ACCEPTED' | 'IGNORED' | 'REFUSED'
  message: string
  event?: string | null
  ref?: string | null
  commit?: string | null
  releaseIds?: string[]
}

const KEPT = 100
/** Who knocks without the secret again and again does not push the others out of the log. */
const SAME_REFUSAL_MS = 60_000

const cut = (text: string | null | undefined) => (text ? printable(text).slice(0, 300) : null)
const printable = (text: string) => text.replace(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** Writes down what came to a hook; the last hundred are kept. */
export async function logArrival(
  prisma: PrismaClient,
  hookId: string,
  now: number,
  record: ArrivalRecord,
): Promise<void> {
  const { outcome, event, ref, commit, releaseIds = [] } = record
  const message = cut(record.message) ?? ''
  const last = await prisma.hookArrival.findFirst({ where: { hookId }, orderBy: { id: 'desc' } })
  const again = outcome === 'REFUSED' && last?.outcome === 'REFUSED' && last.message === message
  if (again && now - last.at.getTime() < SAME_REFUSAL_MS) return
  const facts = { event: cut(event), ref: cut(ref), commit: cut(commit), releaseIds }
  try {
    await prisma.hookArrival.create({ data: { id: uuid7(now), hookId, at: new Date(now), outcome, message, ...facts } })
  } catch (error) {
    // The hook was removed meanwhile.
    if (!isReferenced(error)) throw error
  }
  await prisma.$executeRaw`
    DELETE FROM "HookArrival" WHERE "hookId" = ${hookId} AND id < (
      SELECT id FROM "HookArrival" WHERE "hookId" = ${hookId} ORDER BY id DESC OFFSET ${KEPT - 1}::int LIMIT 1)`
}
