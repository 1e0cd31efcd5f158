import { randomBytes } from 'node:crypto'
import type { Transaction } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { isReferenced, isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import {
  type AddIncomingInput,
  addIncomingInput,
  type HookRule,
  type UpdateIncomingInput,
  updateIncomingInput,
} from './incoming.input.ts'
import { guardIncoming } from './incoming.policy.ts'

/** Where a hook's secret is sealed for. */
export const contextOf = (id: string) => `incoming:${id}`
/** 256 bits, in characters that every settings page takes. */
const newSecret = () => randomBytes(32).toString('base64url')

const refusal = (error: unknown, name: string) => {
  if (isTaken(error)) return conflict(`The project has a webhook named "${name}" already.`, { field: 'input.name' })
  if (isReferenced(error)) return badInput([{ path: 'input.projectId', message: 'There is no such project.' }])
  return error
}

/** Adds, changes and removes hooks; their secrets are shown when they are made, and never again. */
export function createIncomingKeeping({ log, secrets }: { log: EventLog; secrets: SecretSealer }) {
  async function requireRules(db: Transaction, projectId: string, rules: HookRule[]): Promise<void> {
    const own = await db.environment.findMany({ where: { projectId }, select: { id: true } })
    const known = new Set(own.map(({ id }) => id))
    const wrong = rules.flatMap(({ environmentId }, i) =>
      known.has(environmentId)
        ? []
        : [{ path: `input.rules.${i}.environmentId`, message: 'The project has no such environment.' }],
    )
    if (wrong.length > 0) throw badInput(wrong)
  }

  async function requireHook(db: Transaction, id: string) {
    const hook = isId(id) ? await db.incomingHook.findUnique({ where: { id } }) : null
    if (!hook) throw notFound('webhook')
    return hook
  }

  return {
    /** Releases will be made in the viewer's name. @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async addIncomingHook(viewer: Viewer, raw: AddIncomingInput): Promise<{ id: string; secret: string }> {
      guardIncoming(viewer, 'addIncomingHook')
      const { rules, name, ...hook } = parseInput(addIncomingInput, raw, 'input')
      const [id, secret] = [uuid7(), newSecret()]
      return log
        .transaction(async (tx) => {
          await requireRules(tx.db, hook.projectId, rules)
          const sealed = secrets.seal(secret, contextOf(id))
          await tx.db.incomingHook.create({
            data: { id, name, ...hook, rules: rules as unknown as object, sealed, createdById: viewer.userId },
          })
          await recordActivity(tx, viewer, {
            ...{ kind: 'webhook.added', subject: name, subjectId: id, projectId: hook.projectId },
            after: { name, provider: hook.provider, rules },
            message: `added the incoming webhook "${name}"`,
          })
          return { id, secret }
        })
        .catch((error) => {
          throw refusal(error, name)
        })
    },

    /** What is left out stays. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT */
    async updateIncomingHook(viewer: Viewer, id: string, raw: UpdateIncomingInput): Promise<void> {
      guardIncoming(viewer, 'updateIncomingHook')
      const { name, rules, enabled } = parseInput(updateIncomingInput, raw, 'input')
      await log
        .transaction(async (tx) => {
          const hook = await requireHook(tx.db, id)
          if (rules) await requireRules(tx.db, hook.projectId, rules)
          await tx.db.incomingHook.update({
            where: { id },
            data: {
              ...{ name: name ?? undefined, enabled: enabled ?? undefined },
              ...(rules && { rules: rules as unknown as object }),
            },
          })
          await recordActivity(tx, viewer, {
            ...{ kind: 'webhook.changed', subject: name ?? hook.name, subjectId: id, projectId: hook.projectId },
            ...differences(hook, { name: name ?? undefined, enabled: enabled ?? undefined, rules: rules ?? undefined }),
            message: `changed the incoming webhook "${name ?? hook.name}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, name ?? '')
        })
    },

    /** The former secret is refused from now on. @throws CallerError FORBIDDEN, NOT_FOUND */
    async renewIncomingSecret(viewer: Viewer, id: string): Promise<{ id: string; secret: string }> {
      guardIncoming(viewer, 'renewIncomingSecret')
      const secret = newSecret()
      await log.transaction(async (tx) => {
        const { name, projectId } = await requireHook(tx.db, id)
        await tx.db.incomingHook.update({ where: { id }, data: { sealed: secrets.seal(secret, contextOf(id)) } })
        await recordActivity(tx, viewer, {
          ...{ kind: 'webhook.renewed', subject: name, subjectId: id, projectId },
          ...{ before: { secret: 'the former' }, after: { secret: 'another' } },
          message: `renewed the secret of the incoming webhook "${name}"`,
        })
      })
      return { id, secret }
    },

    /** @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeIncomingHook(viewer: Viewer, id: string): Promise<void> {
      guardIncoming(viewer, 'removeIncomingHook')
      await log.transaction(async (tx) => {
        const hook = await requireHook(tx.db, id)
        const { name, projectId } = hook
        await tx.db.incomingHook.delete({ where: { id } })
        await recordActivity(tx, viewer, {
          ...{ kind: 'webhook.removed', subject: name, subjectId: id, projectId },
          before: pick(hook, ['name', 'provider', 'rules', 'enabled']),
          message: `removed the incoming webhook "${name}"`,
        })
      })
    },
  }
}
