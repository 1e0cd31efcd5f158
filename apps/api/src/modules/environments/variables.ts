import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { badInput, type FieldIssue } from '../kernel/errors.ts'
import type { VariableInput } from './environments.input.ts'

/** Where a variable's secret value is sealed for. */
export const contextOf = (environmentId: string, name: string) => `variable:${environmentId}:${name}`

/** The variables of environments; secret ones are sealed and come out only for builds and hooks. */
export function createVariables({ prisma, secrets }: { prisma: PrismaClient; secrets: SecretSealer }) {
  return {
    /**
     * Replaces all variables. A secret without a value keeps the one it has.
     * @throws CallerError BAD_USER_INPUT for values that are missing; `at` is the list's path in the input
     */
    async replaceVariables(db: Transaction, environmentId: string, list: VariableInput[], at: string): Promise<void> {
      const before = new Map(
        (await db.environmentVariable.findMany({ where: { environmentId } })).map((v) => [v.name, v]),
      )
      const issues: FieldIssue[] = []
      const rows = list.map((variable, i) => {
        const { name } = variable
        const secret = variable.secret ?? false
        const value = variable.value ?? null
        const kept = before.get(name)?.sealed ?? null
        if (value === null && !(secret && kept))
          issues.push({ path: `${at}.${i}.value`, message: 'A value is needed here.' })
        const sealed = value === null ? kept : secrets.seal(value, contextOf(environmentId, name))
        return { environmentId, name, secret, value: secret ? null : value, sealed: secret ? sealed : null }
      })
      if (issues.length > 0) throw badInput(issues)
      await db.environmentVariable.deleteMany({ where: { environmentId } })
      await db.environmentVariable.createMany({ data: rows })
    },

    /** All variables in the clear, for builds and hooks; `secretValues` are what logs must mask. Never for an answer. */
    async openVariables(environmentId: string): Promise<{ env: Record<string, string>; secretValues: string[] }> {
      const rows = await prisma.environmentVariable.findMany({ where: { environmentId }, orderBy: { name: 'asc' } })
      const env: Record<string, string> = {}
      const secretValues: string[] = []
      for (const { name, value, sealed } of rows) {
        const plain = sealed === null ? (value ?? '') : secrets.open(sealed, contextOf(environmentId, name))
        env[name] = plain
        if (sealed !== null) secretValues.push(plain)
      }
      return { env, secretValues }
    },
  }
}

export type Variables = ReturnType<typeof createVariables>
