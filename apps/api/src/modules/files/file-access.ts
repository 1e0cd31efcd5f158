import type { LentFiles, RemoteFiles } from '../../engine/remote-files.ts'
import { type ActivityEntry, recordActivity } from '../activity/activity.events.ts'
import type { FactsOfKind } from '../activity/activity.facts.ts'
import { conflict } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { isProduction, requireAccess, type ServerWithUses } from '../servers/server-access.ts'
import { toCallerError } from './file-failures.ts'
import type { FilePorts } from './files.ports.ts'
import { visibleName } from './remote-path.ts'

/** Somebody at work on the files of a server where they may. */
export interface AtWork extends LentFiles {
  server: ServerWithUses
}

/** What is done to a PRODUCTION server is meant. @throws CallerError CONFLICT that says what is needed */
export function requireMeant(server: ServerWithUses, confirmProduction: boolean): void {
  if (confirmProduction || !isProduction(server)) return
  throw conflict(`"${server.name}" is a PRODUCTION server. Pass confirmProduction: true if you mean it.`, {
    productionServers: [{ id: server.id, name: server.name }],
  })
}

/** A path in a sentence. */
export const quoted = (path: string) => `"${visibleName(path)}"`

export function createFileAccess({ prisma, log, addressOf, connections }: FilePorts) {
  async function connect(server: ServerWithUses, viewer: Viewer): Promise<AtWork> {
    const address = await addressOf(server.id)
    try {
      return { ...(await connections.take(address, viewer.userId)), server }
    } catch (error) {
      throw toCallerError(error)
    }
  }
  const requireServer = async (viewer: Viewer, serverId: string) => {
    const [server] = await requireAccess(prisma, viewer, [serverId], 'work with files on')
    if (!server) throw new Error('no server was found')
    return server
  }

  /** @throws CallerError, as every one of these */
  async function toLook<T>(
    viewer: Viewer,
    serverId: string,
    work: (files: RemoteFiles, server: ServerWithUses) => Promise<T>,
  ) {
    const at = await connect(await requireServer(viewer, serverId), viewer)
    try {
      return await work(at.files, at.server)
    } catch (error) {
      throw toCallerError(error)
    } finally {
      at.giveBack()
    }
  }

  return {
    toLook,
    /** Like `toLook`, for what is given back later; `toChange` tells whether a PRODUCTION server was confirmed, null that nothing changes. */
    async forLonger(
      viewer: Viewer,
      serverId: string,
      toChange: { confirmProduction: boolean } | null,
    ): Promise<AtWork> {
      const server = await requireServer(viewer, serverId)
      if (toChange) requireMeant(server, toChange.confirmProduction)
      return connect(server, viewer)
    },
    async toChange<T>(
      viewer: Viewer,
      serverId: string,
      confirmProduction: boolean,
      work: (files: RemoteFiles, server: ServerWithUses) => Promise<T>,
    ) {
      // Before anything is connected.
      requireMeant(await requireServer(viewer, serverId), confirmProduction)
      return toLook(viewer, serverId, work)
    },
    /** Writes down what was done; the path is named, never what is in the file. */
    record(
      viewer: Viewer,
      server: ServerWithUses,
      path: string,
      entry: FactsOfKind & Pick<ActivityEntry, 'message' | 'reason'>,
    ) {
      return log.transaction((tx) =>
        recordActivity(tx, viewer, { ...entry, subject: visibleName(path), place: server.name, serverId: server.id }),
      )
    },
  }
}

export type FileAccess = ReturnType<typeof createFileAccess>
