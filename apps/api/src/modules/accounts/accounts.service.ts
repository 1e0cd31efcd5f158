import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { joinRoomsOfEverybody } from '../chat/room-membership.ts'
import { badInput, CallerError } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { newPassword } from './accounts.input.ts'
import { createAuthentication, SESSION_MS } from './authentication.ts'
import { type Passwords, randomPassword } from './passwords.ts'
import { createPeople, type Person } from './people.ts'
import { createSessionLines } from './session-lines.ts'
import { createSignInLimit } from './sign-in-limit.ts'
import { createTokenKeeping } from './token-keeping.ts'
import { hashToken, newToken } from './tokens.ts'
import { createUserKeeping } from './user-keeping.ts'

export interface AccountsPorts {
  prisma: PrismaClient
  log: EventLog
  bus: Bus
  clock: Clock
  passwords: Passwords
}

/** Users, sessions and API tokens. */
export function createAccounts(ports: AccountsPorts) {
  const { prisma, log, bus, clock, passwords } = ports
  const authentication = createAuthentication(ports)
  const limit = createSignInLimit(clock)
  const tell = createSessionLines(ports)
  const people = createPeople({ prisma, now: () => clock.now().getTime() })
  let stopListening: (() => void) | null = null

  /** Live streams of the user look again, here and in every other process. */
  const announce = (userId: string, sessionId: string | null) => {
    authentication.forget(userId)
    bus.publish('access', { userId, sessionId })
  }

  async function openSession(user: Person, address: string): Promise<string> {
    const token = newToken('session')
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + SESSION_MS)
    await log.transaction(async (tx) => {
      const data = { tokenHash: hashToken(token), userId: user.id, lastSeenAt: now, expiresAt }
      const { id } = await tx.db.session.create({ data })
      await tell.opened(tx, user, { address, sessionId: id })
    })
    return token
  }

  return {
    authenticate: authentication.authenticate,
    isInForce: authentication.isInForce,
    rolesInForce: authentication.rolesInForce,
    person: people.person,

    /**
     * Opens a session. The answer tells neither by its words nor by its time whether the user exists.
     * @throws CallerError UNAUTHENTICATED, RATE_LIMITED
     */
    async signIn(input: { username: string; password: string }, address: string) {
      const username = input.username.slice(0, 300).trim()
      limit.check(username, address)
      limit.noteAttempt(username, address)
      const user = username.includes('\0') ? null : await prisma.user.findUnique({ where: { username } })
      const matches = await passwords.match(input.password.slice(0, 1025), user?.passwordHash ?? null)
      if (!user || !matches || user.disabledAt) {
        await tell.refused(user, address)
        throw new CallerError('UNAUTHENTICATED', 'The username or the password is wrong.')
      }
      limit.noteSuccess(username, address)
      return { userId: user.id, token: await openSession(user, address) }
    },

    async signOut(viewer: Viewer): Promise<void> {
      const { sessionId: id } = viewer
      if (!id) return
      await log.transaction(async (tx) => {
        const { count } = await tx.db.session.updateMany({
          where: { id, revokedAt: null },
          data: { revokedAt: clock.now() },
        })
        if (count > 0) await tell.ended(tx, viewer, id, 'signed out')
        tx.afterCommit(() => announce(viewer.userId, id))
      })
    },

    /** Sets the viewer's own password and ends their other sessions. @throws CallerError BAD_USER_INPUT, RATE_LIMITED */
    async changePassword(viewer: Viewer, input: { current: string; next: string }): Promise<void> {
      const next = parseInput(newPassword, input.next, 'next')
      limit.check(viewer.username, viewer.userId)
      limit.noteAttempt(viewer.username, viewer.userId)
      const user = await prisma.user.findUniqueOrThrow({ where: { id: viewer.userId } })
      if (!(await passwords.match(input.current.slice(0, 1025), user.passwordHash))) {
        throw badInput([{ path: 'current', message: 'This is not your present password.' }])
      }
      limit.noteSuccess(viewer.username, viewer.userId)
      const passwordHash = await passwords.hash(next)
      await log.transaction(async (tx) => {
        await tx.db.user.update({ where: { id: user.id }, data: { passwordHash, mustChangePassword: false } })
        const { count: sessionsEnded } = await tx.db.session.updateMany({
          where: { userId: user.id, revokedAt: null, id: { not: viewer.sessionId ?? undefined } },
          data: { revokedAt: clock.now() },
        })
        await recordActivity(tx, viewer, {
          ...{ kind: 'user.password', subject: user.username, subjectId: user.id, after: { sessionsEnded } },
          message: 'changed their password',
        })
        tx.afterCommit(() => announce(user.id, null))
      })
    },

    ...createTokenKeeping({ ...ports, tell, announce }),
    ...createUserKeeping({ ...ports, announce }),

    /**
     * Creates `admin` when there is nobody yet; the answer holds the password, to be shown once. Null when somebody is there
     * (or another process was faster).
     */
    async ensureFirstAdmin(chosenPassword: string | null): Promise<{ username: string; password: string } | null> {
      if ((await prisma.user.count()) > 0) return null
      const password = chosenPassword ?? randomPassword()
      const passwordHash = await passwords.hash(password)
      return prisma.$transaction(async (db) => {
        const [created] = await db.user.createManyAndReturn({
          data: { username: 'admin', displayName: 'Admin', passwordHash, role: 'ADMIN', mustChangePassword: true },
          skipDuplicates: true,
          select: { id: true },
        })
        if (!created) return null
        await joinRoomsOfEverybody(db, created.id)
        return { username: 'admin', password }
      })
    },

    async start(): Promise<void> {
      stopListening = await bus.subscribe('access', ({ userId }) => authentication.forget(userId))
    },
    async stop(): Promise<void> {
      stopListening?.()
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>
