import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { differences } from '../activity/differences.ts'
import { joinRoomsOfEverybody } from '../chat/room-membership.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type AddUserInput, addUserInput, type UpdateUserInput, updateUserInput } from './accounts.input.ts'
import { guardAccounts } from './accounts.policy.ts'
import type { Passwords } from './passwords.ts'

interface UserPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  passwords: Passwords
  announce(userId: string, sessionId: string | null): void
}

/** Locks the admins' rows, so that two admins cannot take each other's right at the same moment. */
async function requireAnotherAdmin(tx: LogTransaction, userId: string): Promise<void> {
  const admins = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE role = 'ADMIN' AND "disabledAt" IS NULL ORDER BY id FOR UPDATE`
  if (!admins.some(({ id }) => id !== userId)) {
    throw conflict('This is the last admin: make somebody else an admin first.', { userId })
  }
}

/** What admins do with users. */
export function createUserKeeping({ prisma, log, clock, passwords, announce }: UserPorts) {
  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT (the username is taken) */
    async addUser(viewer: Viewer, input: AddUserInput): Promise<{ id: string }> {
      guardAccounts(viewer, 'addUser')
      const { password, ...user } = parseInput(addUserInput, input, 'input')
      const passwordHash = await passwords.hash(password)
      return log.transaction(async (tx) => {
        const [added] = await tx.db.user.createManyAndReturn({ data: { ...user, passwordHash }, skipDuplicates: true })
        if (!added) throw conflict(`The username "${user.username}" is taken.`, { field: 'input.username' })
        await joinRoomsOfEverybody(tx.db, added.id)
        await recordActivity(tx, viewer, {
          kind: 'user.added',
          subject: user.username,
          subjectId: added.id,
          after: user,
          message: `added ${user.displayName} as ${user.role}`,
        })
        return { id: added.id }
      })
    },

    /** A new password or a disabled account ends the user's sessions. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async updateUser(viewer: Viewer, id: string, input: UpdateUserInput): Promise<void> {
      guardAccounts(viewer, 'updateUser')
      const change = parseInput(updateUserInput, input, 'input')
      const user = isId(id) ? await prisma.user.findUnique({ where: { id } }) : null
      if (!user) throw notFound('user')
      const passwordHash = change.password ? await passwords.hash(change.password) : undefined
      const losesAdmin = user.role === 'ADMIN' && ((change.role && change.role !== 'ADMIN') || change.disabled === true)
      await log.transaction(async (tx) => {
        if (losesAdmin) await requireAnotherAdmin(tx, id)
        await tx.db.user.update({
          where: { id },
          data: {
            displayName: change.displayName ?? undefined,
            role: change.role ?? undefined,
            gitEmails: change.gitEmails ?? undefined,
            disabledAt: change.disabled == null ? undefined : change.disabled ? (user.disabledAt ?? clock.now()) : null,
            passwordHash,
            mustChangePassword: passwordHash ? id !== viewer.userId : undefined,
          },
        })
        if (passwordHash || change.disabled) {
          const keep = id === viewer.userId && !change.disabled ? (viewer.sessionId ?? undefined) : undefined
          await tx.db.session.updateMany({
            where: { userId: id, revokedAt: null, id: { not: keep } },
            data: { revokedAt: clock.now() },
          })
        }
        await recordActivity(tx, viewer, {
          kind: 'user.changed',
          subject: user.username,
          subjectId: id,
          ...differences(
            { ...user, disabled: user.disabledAt !== null, password: 'the former' },
            {
              ...{ displayName: change.displayName ?? undefined, role: change.role ?? undefined },
              ...{ disabled: change.disabled ?? undefined, gitEmails: change.gitEmails ?? undefined },
              // That there is another one, and no more.
              password: passwordHash ? 'another' : undefined,
            },
          ),
          message: `changed ${user.displayName}`,
        })
        tx.afterCommit(() => announce(id, null))
      })
    },
  }
}
