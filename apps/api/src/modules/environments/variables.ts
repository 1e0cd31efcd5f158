import type { EngineVariable } from '../../engine/types.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { badInput, type FieldIssue } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { VariableInput } from './environments.input.ts'
import {
  contextOf,
  type StoredVariable,
  sealValue,
  storeVersion,
  type VariablesTold,
  variablesAt,
} from './variable-versions.ts'

/** The variables of environments; secret ones are sealed and come out only for commands. */
export function createVariables({ prisma, secrets }: { prisma: PrismaClient; secrets: SecretSealer }) {
  /** A value that is saved again unchanged is sealed as it was: nothing changed, so there is no new version. */
  function sealedFor(before: StoredVariable | undefined, value: string | null, environmentId: string, name: string) {
    const kept = { sealed: before?.sealed ?? null, mark: before?.mark ?? null }
    const same = kept.sealed !== null && secrets.open(kept.sealed, contextOf(environmentId, name)) === value
    return value === null || same ? kept : sealValue(secrets, environmentId, name, value)
  }

  return {
    /**
     * Replaces all variables, as a new version where something differs. A secret without a value keeps the one it has.
     * The caller holds the environment's row.
     * @throws CallerError BAD_USER_INPUT for values that are missing; `at` is the list's path in the input
     */
    async replaceVariables(
      tx: LogTransaction,
      viewer: Viewer,
      environmentId: string,
      list: VariableInput[],
      at: string,
    ): Promise<VariablesTold | null> {
      const before = new Map((await variablesAt(tx.db, environmentId)).map((row) => [row.name, row]))
      const issues: FieldIssue[] = []
      const rows = list.map((variable, i): StoredVariable => {
        const { name } = variable
        const secret = variable.secret ?? false
        const value = variable.value ?? null
        const former = before.get(name)
        if (value === null && !(secret && former?.sealed))
          issues.push({ path: `${at}.${i}.value`, message: 'A value is needed here.' })
        const scope = variable.scope ?? former?.scope ?? 'BOTH'
        if (!secret) return { name, secret, scope, value, sealed: null, mark: null }
        return { name, secret, scope, value: null, ...sealedFor(former, value, environmentId, name) }
      })
      if (issues.length > 0) throw badInput(issues)
      return storeVersion(tx.db, secrets, { environmentId, viewer, rows, restored: null })
    },

    /** All variables of a version (the newest when absent) in the clear, for commands. Never for an answer. */
    async openVariables(environmentId: string, version?: number): Promise<Required<EngineVariable>[]> {
      const rows = await variablesAt(prisma, environmentId, version)
      return rows.map(({ name, secret, scope, value, sealed }) => {
        const plain = sealed === null ? (value ?? '') : secrets.open(sealed, contextOf(environmentId, name))
        return { name, value: plain, secret, scope }
      })
    },
  }
}

export type Variables = ReturnType<typeof createVariables>
