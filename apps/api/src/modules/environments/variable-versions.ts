import type { VariableScope } from '../../engine/types.ts'
import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import type { Viewer } from '../kernel/viewer.ts'

export interface StoredVariable {
  name: string
  secret: boolean
  scope: VariableScope
  /** Null for secrets. */
  value: string | null
  sealed: string | null
  /** Tells secret values apart without opening them, also when they are sealed anew under another key. */
  mark: string | null
}

/** Where a variable's secret value is sealed for. */
export const contextOf = (environmentId: string, name: string) => `variable:${environmentId}:${name}`

/** A secret value as it is stored. */
export function sealValue(secrets: SecretSealer, environmentId: string, name: string, value: string) {
  const context = contextOf(environmentId, name)
  return { sealed: secrets.seal(value, context), mark: secrets.fingerprint(`${context}=${value}`) }
}

/** What an environment's variables were in a version; the newest when absent. By name. */
export function variablesAt(db: PrismaClient | Transaction, environmentId: string, version?: number) {
  const then = { since: { lte: version ?? 0 }, OR: [{ until: null }, { until: { gt: version ?? 0 } }] }
  const where = version === undefined ? { until: null } : then
  return db.environmentVariable.findMany({ where: { environmentId, ...where }, orderBy: { name: 'asc' } })
}

export const sameVariable = (one: StoredVariable, other: StoredVariable): boolean =>
  one.secret === other.secret && one.scope === other.scope && one.value === other.value && one.sealed === other.sealed

interface NewVersion {
  environmentId: string
  viewer: Viewer
  /** All variables from now on. */
  rows: StoredVariable[]
  restored: number | null
}

/**
 * Which variables are other ones now, as the activity tells it: never the values, not even public ones. What becomes a secret
 * later is sealed in the versions of before, and the activity's lines stay as they were written.
 */
export interface VariablesTold {
  was: Record<string, string>
  is: Record<string, string>
}

/** Stores what differs as the next version; null when nothing does. The caller holds the environment's row. */
export async function storeVersion(
  db: Transaction,
  secrets: SecretSealer,
  { environmentId, viewer, rows, restored }: NewVersion,
): Promise<VariablesTold | null> {
  const before = new Map((await variablesAt(db, environmentId)).map((row) => [row.name, row]))
  const kept = new Set<string>()
  const begun = rows.filter((row) => {
    const former = before.get(row.name)
    if (!former || !sameVariable(former, row)) return true
    kept.add(row.name)
    return false
  })
  const ended = [...before.keys()].filter((name) => !kept.has(name))
  if (begun.length + ended.length === 0) return null
  const { variablesVersion: number } = await db.environment.update({
    where: { id: environmentId },
    data: { variablesVersion: { increment: 1 } },
    select: { variablesVersion: true },
  })
  await db.variableVersion.create({ data: { environmentId, number, changedById: viewer.userId, restored } })
  await db.environmentVariable.updateMany({
    where: { environmentId, until: null, name: { in: ended } },
    data: { until: number },
  })
  await db.environmentVariable.createMany({
    data: begun.map(({ name, secret, scope, value, sealed, mark }) => ({
      ...{ environmentId, name, since: number, secret, scope, value, sealed, mark },
    })),
  })
  await hidePast(db, secrets, environmentId, begun)
  return {
    was: Object.fromEntries(ended.map((name) => [name, 'the former'])),
    is: Object.fromEntries(begun.map(({ name }) => [name, before.has(name) ? 'another' : 'added'])),
  }
}

/** What has become a secret was one before, only nobody had said so: its former values are sealed, too. */
async function hidePast(db: Transaction, secrets: SecretSealer, environmentId: string, rows: StoredVariable[]) {
  const names = rows.filter((row) => row.secret).map((row) => row.name)
  const past = await db.environmentVariable.findMany({ where: { environmentId, name: { in: names }, secret: false } })
  for (const { name, since, value } of past) {
    await db.environmentVariable.update({
      where: { environmentId_name_since: { environmentId, name, since } },
      data: { secret: true, value: null, ...sealValue(secrets, environmentId, name, value ?? '') },
    })
  }
}
