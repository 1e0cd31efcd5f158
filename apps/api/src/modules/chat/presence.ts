import { CallerError } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { keepPresenceInput } from './chat.input.ts'
import { guardChat } from './chat.policy.ts'
import type { ChatPorts } from './chat.ports.ts'
import { createEventLimit } from './event-limit.ts'
import { createPresenceLeases } from './presence-leases.ts'
import { createPresenceReading } from './presence-reading.ts'
import { roomStream } from './room.events.ts'
import { isMember, requireMember } from './room-membership.ts'
import type { PresenceState } from './watched-room.ts'

/** Who is in a room and who is writing. Leases are in the database; everything else is forgotten. */
export function createPresence(ports: ChatPorts) {
  const { database, bus, clock, cursors, isInForce, presenceTimes: times } = ports
  const { prisma } = database
  const now = () => clock.now().getTime()
  const reading = createPresenceReading(database, bus, times, now)
  const leases = createPresenceLeases(database, times, (roomIds) => {
    reading.changed(roomIds)
    bus.publish('presence', { roomIds })
  })
  const typingLimit = createEventLimit({ events: 10, withinMs: 2_000, what: 'said that you are writing' })
  const keepLimit = createEventLimit({ events: 20, withinMs: 10_000, what: 'said that you are there' })

  return {
    /**
     * The viewer is there while it runs. Snapshots, not events: at once, then after changes. Ends as `followRoom` does.
     * @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async followPresence(
      viewer: Viewer,
      roomId: string,
      signal: AbortSignal,
    ): Promise<AsyncIterableIterator<PresenceState>> {
      guardChat(viewer, 'rooms')
      await requireMember(prisma, viewer, roomId)
      const leave = await leases.hold(roomId, viewer.userId)
      const { room, close } = await reading.open(roomId).catch((error) => {
        leave()
        throw error
      })
      room.watchers += 1
      return cursors.followLatest(room.latest, {
        signal,
        scope: 'members',
        onEnd() {
          room.watchers -= 1
          close()
          leave()
        },
        access: {
          userId: viewer.userId,
          topic: roomStream(roomId),
          stillAllowed: async () => (await isInForce(viewer)) && (await isMember(prisma, roomId, viewer.userId)),
        },
      })
    },

    /**
     * For those who poll: they are there for 60 s under the name of a connection that they chose.
     * @throws CallerError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, RATE_LIMITED
     */
    async keepPresence(viewer: Viewer, roomId: string, rawConnectionId: string): Promise<PresenceState> {
      guardChat(viewer, 'keepPresence')
      const { connectionId } = parseInput(keepPresenceInput, { connectionId: rawConnectionId })
      await requireMember(prisma, viewer, roomId)
      keepLimit.count(viewer.userId, now())
      if (!(await leases.keep(roomId, viewer.userId, connectionId))) {
        throw new CallerError('RATE_LIMITED', 'You are here through too many connections. Use one id for all requests.')
      }
      const { room, close } = await reading.open(roomId, true)
      close()
      return room.state()
    },

    /** Shown to the room for 6 s, or until it is taken back. @throws CallerError FORBIDDEN, NOT_FOUND, RATE_LIMITED */
    async setTyping(viewer: Viewer, roomId: string, typing: boolean): Promise<void> {
      guardChat(viewer, 'setTyping')
      typingLimit.count(viewer.userId, now())
      await requireMember(prisma, viewer, roomId)
      reading.takeTyping(roomId, viewer.userId, typing)
      bus.publish('typing', { roomId, userId: viewer.userId, typing })
    },

    /** Before the process ends: whoever was here only through it is gone. */
    async stopPresence(): Promise<void> {
      reading.stop()
      await leases.stop()
    },
  }
}
