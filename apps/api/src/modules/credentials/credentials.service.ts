import { randomUUID } from 'node:crypto'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import { isGone, isReferenced, isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import {
  type AddCredentialInput,
  addCredentialInput,
  type UpdateCredentialInput,
  updateCredentialInput,
} from './credentials.input.ts'
import { guardCredentials } from './credentials.policy.ts'
import type { OpenCredential, PrivateKeyInspector, SecretSealer } from './credentials.ports.ts'

export interface CredentialsPorts {
  prisma: PrismaClient
  log: EventLog
  secrets: SecretSealer
  keys: PrivateKeyInspector
}

interface Secrets {
  password?: string | null
  privateKey?: string | null
  passphrase?: string | null
}

/** Where a credential's secrets are sealed for. */
export const contextOf = (id: string) => `credential:${id}`

const taken = (name: string) => conflict(`There is a credential named "${name}" already.`, { field: 'input.name' })

/** Passwords and private keys, sealed; nothing but `open` ever gives them out, and that to adapters only. */
export function createCredentials({ prisma, log, secrets, keys }: CredentialsPorts) {
  /** The columns for new secrets, or null when none were given. @throws CallerError BAD_USER_INPUT */
  function sealNew(id: string, given: Secrets) {
    if (given.password) {
      const sealed = secrets.seal(JSON.stringify({ password: given.password }), contextOf(id))
      return { kind: 'PASSWORD' as const, sealed, publicKeyFingerprint: null }
    }
    if (!given.privateKey) return null
    const passphrase = given.passphrase ?? null
    const inspected = keys.inspect(given.privateKey, passphrase)
    if ('problem' in inspected) throw badInput([{ path: `input.${inspected.field}`, message: inspected.problem }])
    const sealed = secrets.seal(JSON.stringify({ privateKey: given.privateKey, passphrase }), contextOf(id))
    return { kind: 'PRIVATE_KEY' as const, sealed, publicKeyFingerprint: inspected.fingerprint }
  }

  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT (also for a key that cannot be read), CONFLICT */
    async addCredential(viewer: Viewer, input: AddCredentialInput): Promise<{ id: string }> {
      guardCredentials(viewer, 'addCredential')
      const { name, username, ...given } = parseInput(addCredentialInput, input, 'input')
      const id = randomUUID()
      const sealed = sealNew(id, given)
      if (!sealed) throw badInput([{ path: 'input.password', message: 'Give a password or a private key.' }])
      return log
        .transaction(async (tx) => {
          await tx.db.credential.create({ data: { id, name, username, ...sealed } })
          await recordActivity(tx, viewer, {
            kind: 'credential.added',
            ...{ subject: name, subjectId: id },
            after: { name, username, kind: sealed.kind },
            message: `added the credential "${name}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw isTaken(error) ? taken(name) : error
        })
    },

    /** New secrets replace the old ones whole. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT */
    async updateCredential(viewer: Viewer, id: string, input: UpdateCredentialInput): Promise<void> {
      guardCredentials(viewer, 'updateCredential')
      const { name, username, ...given } = parseInput(updateCredentialInput, input, 'input')
      if (!isId(id)) throw notFound('credential')
      const sealed = sealNew(id, given)
      await log
        .transaction(async (tx) => {
          const before = await tx.db.credential.findUnique({ where: { id }, select: { name: true, username: true } })
          const changed = await tx.db.credential.update({
            where: { id },
            data: { name: name ?? undefined, username: username ?? undefined, ...sealed },
          })
          await recordActivity(tx, viewer, {
            kind: 'credential.changed',
            subject: changed.name,
            subjectId: id,
            // That there is another secret, and no more.
            ...differences(
              { ...before, secret: 'the former' },
              { name: changed.name, username: changed.username, secret: sealed ? 'another' : undefined },
            ),
            message: `changed the credential "${changed.name}"`,
          })
        })
        .catch((error) => {
          throw isGone(error) ? notFound('credential') : isTaken(error) ? taken(name ?? '') : error
        })
    },

    /** @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT while a server or a project uses it */
    async removeCredential(viewer: Viewer, id: string): Promise<void> {
      guardCredentials(viewer, 'removeCredential')
      const credential = isId(id)
        ? await prisma.credential.findUnique({
            where: { id },
            include: {
              servers: { select: { name: true }, take: 10, orderBy: { name: 'asc' } },
              projects: { select: { title: true }, take: 10, orderBy: { title: 'asc' } },
            },
          })
        : null
      if (!credential) throw notFound('credential')
      const users = [...credential.servers.map((s) => s.name), ...credential.projects.map((p) => p.title)]
      const inUse = () =>
        conflict(
          `"${credential.name}" is still used${users.length ? ` by ${users.join(', ')}` : ''}. Choose another one there first.`,
          {
            servers: credential.servers.map((s) => s.name),
            projects: credential.projects.map((p) => p.title),
          },
        )
      if (users.length > 0) throw inUse()
      await log
        .transaction(async (tx) => {
          await tx.db.credential.delete({ where: { id } })
          await recordActivity(tx, viewer, {
            kind: 'credential.removed',
            ...{ subject: credential.name, subjectId: id },
            before: pick(credential, ['name', 'username', 'kind']),
            message: `removed the credential "${credential.name}"`,
          })
        })
        .catch((error) => {
          throw isReferenced(error) ? inUse() : isGone(error) ? notFound('credential') : error
        })
    },

    /** For the adapters that sign in somewhere; never for an answer. @throws CallerError NOT_FOUND */
    async openCredential(id: string): Promise<OpenCredential> {
      const found = await prisma.credential.findUnique({ where: { id } })
      if (!found) throw notFound('credential')
      const opened = JSON.parse(secrets.open(found.sealed, contextOf(id))) as Secrets
      if (found.kind === 'PASSWORD') {
        return { id, kind: 'PASSWORD', username: found.username, password: opened.password ?? '' }
      }
      const { privateKey = '', passphrase = null } = opened
      return { id, kind: 'PRIVATE_KEY', username: found.username, privateKey: privateKey ?? '', passphrase }
    },
  }
}

export type Credentials = ReturnType<typeof createCredentials>
