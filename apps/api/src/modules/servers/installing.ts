import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { CallerError, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { ServerCheck } from './server-check.ts'
import { guardServers } from './servers.policy.ts'
import type { ProgramInstaller, ServerAddress } from './servers.ports.ts'

interface InstallingPorts {
  log: EventLog
  installer: ProgramInstaller
  addressOf(serverId: string): Promise<ServerAddress>
  checkServer(viewer: Viewer, id: string): Promise<ServerCheck>
}

/** What a person may have put on a server. Sendoff itself never installs anything unasked. */
export function createInstalling({ log, installer, addressOf, checkServer }: InstallingPorts) {
  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND, UNREACHABLE, HOST_KEY_…; CONFLICT with what the server said when it failed */
    async installAria2(viewer: Viewer, id: string): Promise<ServerCheck> {
      guardServers(viewer, 'installAria2')
      if (!isId(id)) throw notFound('server')
      const address = await addressOf(id)
      const failure = await installer.installAria2(address)
      if (failure?.code === 'REFUSED') throw conflict(failure.message)
      if (failure) throw new CallerError(failure.code, failure.message)
      await log.transaction((tx) =>
        recordActivity(tx, viewer, {
          kind: 'server.aria2Installed',
          subject: address.name,
          serverId: id,
          after: { aria2: true },
          message: `had aria2 installed on "${address.name}"`,
        }),
      )
      return checkServer(viewer, id)
    },
  }
}
