import { hasRole, type Role, type Viewer } from '../kernel/viewer.ts'
import { accessSelect, mayOperate, type ServerWithUses } from '../servers/server-access.ts'
import type { LiveTerminal } from './live-terminal.ts'
import {
  closedByUser,
  type Ending,
  endedBy,
  rightsLost,
  serverChanged,
  serverRemoved,
  signedOut,
} from './terminal-ends.ts'
import type { TerminalPorts } from './terminals.ports.ts'

/** All terminals of the process are judged anew so often: by the same few statements, however many they are. */
const LOOK_MS = 400
const ALIVE_MS = 5_000

interface WatchedServer extends ServerWithUses {
  host: string
  port: number
  hostKeyFingerprint: string | null
  jumpServerId: string | null
  credential: { username: string; updatedAt: Date }
  credentialId: string
}

/** What a terminal is judged by. */
interface Facts {
  roles: Map<string, Role>
  grants: Map<string, string[]>
  servers: Map<string, WatchedServer>
  /** Who wished a terminal's end, by its id. */
  wishes: Map<string, { id: string; name: string }>
  /** Credentials as they were when the terminal began. */
  begun: Map<string, string>
}

const originOf = ({ sessionId, apiTokenId }: Viewer) => sessionId ?? apiTokenId ?? ''
const signInOf = ({ credentialId, credential }: WatchedServer) =>
  `${credentialId} ${credential.updatedAt.toISOString()}`

function environmentsOf(grants: { userId: string; environmentId: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { userId, environmentId } of grants) found.set(userId, [...(found.get(userId) ?? []), environmentId])
  return found
}

/** Why it may not go on; null: it may. */
function judge({ id, viewer, address }: LiveTerminal, facts: Facts): Ending | null {
  const wish = facts.wishes.get(id)
  if (wish) return wish.id === viewer.userId ? closedByUser : endedBy(wish.name)
  const role = facts.roles.get(originOf(viewer))
  if (!role) return signedOut
  const server = facts.servers.get(address.id)
  if (!server) return serverRemoved
  const now = { ...viewer, role, grantedEnvironmentIds: facts.grants.get(viewer.userId) ?? [] }
  if (!hasRole(now, 'DEVELOPER') || !mayOperate(now, server)) return rightsLost
  const same =
    server.host === address.host &&
    server.port === address.port &&
    server.hostKeyFingerprint === address.hostKeyFingerprint &&
    server.jumpServerId === (address.jump?.id ?? null) &&
    signInOf(server) === facts.begun.get(id)
  return same ? null : serverChanged
}

/** Ends what may not go on: whose right, session, server or host key is gone, and what somebody wished to end. */
export function createTerminalWatch(ports: TerminalPorts, live: () => LiveTerminal[]) {
  const { prisma } = ports
  const begun = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let stopped = false
  let aliveAt = performance.now()

  async function readFacts(terminals: LiveTerminal[]): Promise<Facts> {
    const ids = terminals.map(({ id }) => id)
    const now = new Date()
    const [roles, grants, servers, wished] = await Promise.all([
      ports.rolesInForce(terminals.map(({ viewer }) => viewer)),
      prisma.accessGrant.findMany({
        where: { userId: { in: terminals.map(({ viewer }) => viewer.userId) }, revokedAt: null, endsAt: { gt: now } },
        select: { userId: true, environmentId: true },
      }),
      prisma.server.findMany({
        where: { id: { in: terminals.map(({ address }) => address.id) } },
        select: {
          ...accessSelect,
          ...{ host: true, port: true, hostKeyFingerprint: true, jumpServerId: true, credentialId: true },
          credential: { select: { username: true, updatedAt: true } },
        },
      }),
      prisma.terminal.findMany({
        where: { id: { in: ids }, endWishedById: { not: null } },
        select: { id: true, endWishedById: true },
      }),
    ])
    const wishers =
      wished.length === 0
        ? []
        : await prisma.user.findMany({
            where: { id: { in: wished.flatMap(({ endWishedById }) => endWishedById ?? []) } },
            select: { id: true, displayName: true },
          })
    const nameOf = new Map(wishers.map(({ id, displayName }) => [id, displayName]))
    const byServer = new Map(servers.map((server) => [server.id, server]))
    for (const { id, address } of terminals) {
      const server = byServer.get(address.id)
      if (server && !begun.has(id)) begun.set(id, signInOf(server))
    }
    return {
      roles,
      servers: byServer,
      begun,
      grants: environmentsOf(grants),
      wishes: new Map(
        wished.map(({ id, endWishedById }) => [
          id,
          { id: endWishedById ?? '', name: nameOf.get(endWishedById ?? '') ?? 'Somebody' },
        ]),
      ),
    }
  }

  async function sayAlive(ids: string[]) {
    if (performance.now() - aliveAt < ALIVE_MS) return
    aliveAt = performance.now()
    await prisma.terminal.updateMany({ where: { id: { in: ids } }, data: { aliveAt: new Date() } })
  }

  async function lookOnce() {
    const terminals = live()
    for (const id of begun.keys()) if (!terminals.some((terminal) => terminal.id === id)) begun.delete(id)
    if (terminals.length === 0) return
    const facts = await readFacts(terminals)
    for (const terminal of terminals) {
      const ending = judge(terminal, facts)
      if (ending) void terminal.end(ending)
    }
    await sayAlive(terminals.map(({ id }) => id))
  }

  const look = () => {
    clearTimeout(timer)
    if (looking || stopped) return
    looking = true
    void lookOnce()
      .catch((error: unknown) => ports.report(error, 'Terminals could not be judged'))
      .then(() => {
        looking = false
        // A process without terminals asks nothing.
        if (!stopped && live().length > 0) timer = setTimeout(look, LOOK_MS).unref()
      })
  }

  return {
    /** Something began: looks from now on, until nothing is left. */
    look,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
