import type { Clock } from '../../engine/ports.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import { Prisma } from '../../platform/database/generated/client/client.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import type { OpenCredential } from '../credentials/credentials.ports.ts'
import { isGone, isReferenced, isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createHostKeyTrust } from './host-keys.ts'
import { createInstalling } from './installing.ts'
import { requireSoundJump } from './jump-chain.ts'
import { requireNoReleaseOn } from './removal.ts'
import { createServerAddresses } from './server-addresses.ts'
import { createServerCheck } from './server-check.ts'
import { type AddServerInput, addServerInput, type UpdateServerInput, updateServerInput } from './servers.input.ts'
import { guardServers } from './servers.policy.ts'
import type { ProgramInstaller, ServerProber } from './servers.ports.ts'

export interface ServersPorts {
  prisma: PrismaClient
  log: EventLog
  clock: Clock
  prober: ServerProber
  installer: ProgramInstaller
  openCredential(id: string): Promise<OpenCredential>
}

/** What its lines tell of a server that was added or removed. */
const FACTS = ['name', 'host', 'port', 'credentialId', 'jumpServerId', 'labels'] as const

const noCredential = () => badInput([{ path: 'input.credentialId', message: 'There is no credential with this id.' }])

/** The fleet: where servers are, how they are reached, and whether they answer. */
export function createServers(ports: ServersPorts) {
  const { prisma, log } = ports
  const addresses = createServerAddresses(ports)
  const check = createServerCheck({ ...ports, ...addresses })

  const refusal = (error: unknown, name: string) => {
    if (isTaken(error)) return conflict(`There is a server named "${name}" already.`, { field: 'input.name' })
    if (isReferenced(error)) return noCredential()
    return isGone(error) ? notFound('server') : error
  }

  return {
    ...addresses,
    ...check,
    ...createInstalling({ ...ports, ...addresses, ...check }),
    ...createHostKeyTrust(ports),

    /** Nothing is connected yet; `hostKeyFingerprint` pins at once. @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async addServer(viewer: Viewer, input: AddServerInput): Promise<{ id: string }> {
      guardServers(viewer, 'addServer')
      const server = parseInput(addServerInput, input, 'input')
      return log
        .transaction(async (tx) => {
          if (server.jumpServerId) await requireSoundJump(tx.db, null, server.jumpServerId)
          const added = await tx.db.server.create({ data: server })
          const { id } = added
          await recordActivity(tx, viewer, {
            kind: 'server.added',
            subject: server.name,
            serverId: id,
            after: pick(added, FACTS),
            message: `added the server "${server.name}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, server.name)
        })
    },

    /** A new host or port drops the pinned key: it belonged to the machine that was there before. */
    async updateServer(viewer: Viewer, id: string, input: UpdateServerInput): Promise<void> {
      guardServers(viewer, 'updateServer')
      const change = parseInput(updateServerInput, input, 'input')
      if (!isId(id)) throw notFound('server')
      await log
        .transaction(async (tx) => {
          await tx.db.$queryRaw`SELECT id FROM "Server" WHERE id = ${id} FOR UPDATE`
          const before = await tx.db.server.findUnique({ where: { id } })
          if (!before) throw notFound('server')
          if (change.jumpServerId) await requireSoundJump(tx.db, id, change.jumpServerId)
          const moved = (change.host ?? before.host) !== before.host || (change.port ?? before.port) !== before.port
          // Behind another jump server the same address may be another machine: what the last check saw says nothing of it.
          const rerouted = change.jumpServerId !== undefined && change.jumpServerId !== before.jumpServerId
          await tx.db.server.update({
            where: { id },
            data: {
              name: change.name ?? undefined,
              host: change.host ?? undefined,
              port: change.port ?? undefined,
              credentialId: change.credentialId ?? undefined,
              jumpServerId: change.jumpServerId,
              labels: change.labels ?? undefined,
              ...(rerouted && { lastCheck: Prisma.DbNull }),
              ...(moved && { hostKeyFingerprint: null, lastCheck: Prisma.DbNull }),
            },
          })
          if (moved || rerouted) await tx.db.serverPace.deleteMany({ where: { serverId: id } })
          const name = change.name ?? before.name
          await recordActivity(tx, viewer, {
            kind: 'server.changed',
            subject: name,
            ...differences(before, {
              ...{ name, host: change.host ?? undefined, port: change.port ?? undefined },
              ...{ credentialId: change.credentialId ?? undefined, jumpServerId: change.jumpServerId },
              labels: change.labels ?? undefined,
            }),
            serverId: id,
            message: `changed the server "${name}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, change.name ?? '')
        })
    },

    /** @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT while an environment, a jump or a release uses it */
    async removeServer(viewer: Viewer, id: string): Promise<void> {
      guardServers(viewer, 'removeServer')
      const server = isId(id)
        ? await prisma.server.findUnique({
            where: { id },
            include: {
              environments: {
                take: 10,
                select: { environment: { select: { name: true, project: { select: { title: true } } } } },
              },
              reachedThrough: { take: 10, select: { name: true } },
            },
          })
        : null
      if (!server) throw notFound('server')
      const environments = server.environments.map(({ environment: e }) => `${e.project.title} / ${e.name}`)
      const reachedThrough = server.reachedThrough.map((s) => s.name)
      const inUse = () =>
        conflict(
          `"${server.name}" is still used by ${[...environments, ...reachedThrough].join(', ') || 'something'}. Take it out there first.`,
          {
            environments,
            servers: reachedThrough,
          },
        )
      if (environments.length + reachedThrough.length > 0) throw inUse()
      await log
        .transaction(async (tx) => {
          await requireNoReleaseOn(tx.db, { id, name: server.name })
          await tx.db.server.delete({ where: { id } })
          await recordActivity(tx, viewer, {
            kind: 'server.removed',
            ...{ subject: server.name, serverId: id },
            before: pick(server, FACTS),
            message: `removed the server "${server.name}"`,
          })
        })
        .catch((error) => {
          throw isReferenced(error) ? inUse() : refusal(error, server.name)
        })
    },
  }
}

export type Servers = ReturnType<typeof createServers>
