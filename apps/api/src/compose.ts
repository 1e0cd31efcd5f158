import { type App, createApp } from './app.ts'
import { openAdapters } from './compose/adapters.ts'
import { assembleCommandWorker } from './compose/command-worker.ts'
import { assembleNotificationWorker } from './compose/notification-worker.ts'
import { describePage } from './compose/page.ts'
import { assembleReleaseWorker } from './compose/release-worker.ts'
import { createSshProbeAsker, createSshSampleSource } from './compose/sample-source.ts'
import { assembleServerSampling } from './compose/server-sampling.ts'
import { assembleServerTidying } from './compose/server-tidying.ts'
import { assembleServices } from './compose/services.ts'
import { openWarmServers } from './compose/warm-servers.ts'
import type { Config } from './config.ts'
import { schema } from './graphql/schema.ts'
import { createAttachmentClearing } from './jobs/clear-attachments.ts'
import { createPollCloser } from './jobs/poll-closer.ts'
import { createRepeated } from './jobs/repeated.ts'
import { createTicketActionWorker } from './jobs/ticket-actions.ts'
import { createTicketTimers } from './jobs/ticket-timers.ts'
import { createDriftWatch } from './jobs/watch-drift.ts'
import type { Accounts } from './modules/accounts/accounts.service.ts'
import type { Activity } from './modules/activity/activity.service.ts'
import type { BuildStores } from './modules/builds/build-stores.ts'
import type { BuildTurnStore } from './modules/builds/build-turns.ts'
import type { Chat } from './modules/chat/chat.service.ts'
import type { Commands } from './modules/commands/commands.service.ts'
import type { Credentials } from './modules/credentials/credentials.service.ts'
import type { Environments } from './modules/environments/environments.service.ts'
import type { Files } from './modules/files/files.service.ts'
import type { Flows } from './modules/flows/flows.service.ts'
import type { Freezes } from './modules/freezes/freezes.service.ts'
import type { Grants } from './modules/grants/grants.service.ts'
import type { Incoming } from './modules/incoming/incoming.service.ts'
import type { Metrics } from './modules/metrics/metrics.service.ts'
import type { Notifications } from './modules/notifications/notifications.service.ts'
import type { Polls } from './modules/polls/polls.service.ts'
import type { Projects } from './modules/projects/projects.service.ts'
import type { ReleaseTickets } from './modules/releases/approval/release.tickets.ts'
import type { ReleaseService } from './modules/releases/release.service.ts'
import type { RepositorySettings } from './modules/repository-file/repository-settings.ts'
import type { Servers } from './modules/servers/servers.service.ts'
import type { Terminals } from './modules/terminals/terminals.service.ts'
import type { TicketActions } from './modules/tickets/actions/ticket-actions.service.ts'
import type { Tickets } from './modules/tickets/tickets.service.ts'
import type { Trains } from './modules/trains/trains.service.ts'
import type { Bus } from './platform/bus/bus.ts'
import type { Database } from './platform/database/database.ts'
import type { Log } from './platform/log/log.ts'
import { createSshShell } from './platform/ssh/ssh-shell.ts'
import type { EventCursors, EventLog } from './streams/event-log.ts'
import { createStreams } from './streams/streams.ts'

/** What waits in vain for the message or the ticket that should name it. */
const clearUploads =
  ({ chat, flows }: Services) =>
  async () =>
    (await chat.clearAttachments()) + (await flows.clearFiles())

/** Everything that resolvers and jobs may call. Built in this file only; each module adds its service here. */
export interface Services {
  /** For reads by resolvers, filtered by the policy. Writes go through the services. */
  database: Database
  log: EventLog
  cursors: EventCursors
  accounts: Accounts
  credentials: Credentials
  servers: Servers
  projects: Projects
  environments: Environments
  freezes: Freezes
  grants: Grants
  incoming: Incoming
  repositorySettings: RepositorySettings
  activity: Activity
  metrics: Metrics
  builds: BuildStores
  buildTurns: BuildTurnStore
  releases: ReleaseService
  releaseTickets: ReleaseTickets
  trains: Trains
  chat: Chat
  polls: Polls
  files: Files
  flows: Flows
  tickets: Tickets
  ticketActions: TicketActions
  commands: Commands
  terminals: Terminals
  notifications: Notifications
}

export interface FirstAdmin {
  username: string
  password: string
}

/** One process of Sendoff: an api, a worker, or both. */
export interface Composition {
  services: Services
  database: Database
  bus: Bus
  /** Null in a process that is only a worker. */
  app: App | null
  /**
   * Serves and works. The first admin is there only at the very first start, and its password is shown once: it is announced
   * before anybody is answered, so that who finds the process ready can rely on it, and a port that is taken does not lose it.
   */
  start(announce?: (firstAdmin: FirstAdmin) => void): Promise<{ url: string | null; firstAdmin: FirstAdmin | null }>
  /** Takes nothing new, ends or hands over what runs, closes everything. */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** Constructs everything; nothing listens or works before `start`. */
export async function compose(config: Config, log: Log, environment: Record<string, string>): Promise<Composition> {
  const adapters = await openAdapters(config, log, environment)
  const { database, bus, clock } = adapters
  const streams = createStreams({ database, bus, clock })
  const report = (err: unknown, what: string) => log.error({ err }, what)
  const services = assembleServices({
    ...adapters,
    report,
    log: streams.log,
    cursors: streams.cursors,
    // For looking: what a server has, and that it can be reached at all, is asked over a new connection each time.
    shellFor: (addressOf) => createSshShell({ addressOf, logger: log }),
  })
  const serves = config.process !== 'worker'
  const works = config.process !== 'api'
  const app = serves
    ? createApp({
        services,
        schema,
        authenticate: services.accounts.authenticate,
        rolesInForce: services.accounts.rolesInForce,
        database,
        bus,
        streams,
        settings: {
          publicUrl: config.publicOrigin,
          trustProxy: config.trustProxy,
          webDirectory: config.webDirectory,
          sockets: config.sockets,
          page: describePage(config),
        },
        logger: log,
      })
    : null
  const warm = openWarmServers(bus, {
    addressOf: services.servers.addressOf,
    keep: { idleMs: config.sshKeepSeconds * 1000 },
    logger: log,
  })
  const { remote } = warm
  const worker = works
    ? await assembleReleaseWorker(services, {
        ...adapters,
        remote,
        parallel: config.workerReleases,
        buildSlots: config.builds,
        keepsValues: config.metrics.seconds > 0,
        report,
      })
    : null
  const tidying = works ? assembleServerTidying(services, { clock, remote, report }) : null
  const commandWorker = works ? await assembleCommandWorker(services, { bus, clock, remote, report }) : null
  const sampling =
    works && config.metrics.seconds > 0
      ? await assembleServerSampling(services, {
          ...{ bus, settings: config.metrics, report },
          source: createSshSampleSource({ addressOf: services.servers.addressOf, logger: log }),
          asker: createSshProbeAsker({ addressOf: services.servers.addressOf, logger: log }),
        })
      : null
  const pollCloser = works ? createPollCloser({ closeDuePolls: services.polls.closeDuePolls, report }) : null
  const ticketActions = works ? createTicketActionWorker({ ...services.ticketActions, report }) : null
  const ticketTimers = works ? createTicketTimers({ fireDueTimers: services.tickets.fireDueTimers, report }) : null
  const terminalTending = works
    ? createRepeated({ work: services.terminals.tendTerminals, what: 'Tending terminals', report, everyMs: 30_000 })
    : null
  const outputClearing = works
    ? createRepeated({
        ...{ work: services.commands.clearOldOutput, what: 'Clearing the output of commands', report },
        everyMs: 10 * 60_000,
      })
    : null
  const clearing = works ? createAttachmentClearing({ clear: clearUploads(services), report }) : null
  const driftWatch =
    works && config.driftHours > 0
      ? createDriftWatch({ checkNext: (signal) => services.releases.checkDueDrift(config.driftHours, signal), report })
      : null
  const notifier = works ? await assembleNotificationWorker({ ...adapters, report }) : null

  return {
    services,
    database,
    bus,
    app,
    async start(announce) {
      await services.accounts.start()
      const firstAdmin = serves ? await services.accounts.ensureFirstAdmin(config.adminPassword) : null
      if (firstAdmin) announce?.(firstAdmin)
      const listening = app ? await app.start(config.port, config.host) : null
      if (works) await warm.start()
      await worker?.start()
      await notifier?.start()
      await commandWorker?.start()
      tidying?.start()
      pollCloser?.start()
      ticketTimers?.start()
      ticketActions?.start()
      terminalTending?.start()
      outputClearing?.start()
      clearing?.start()
      driftWatch?.start()
      await sampling?.start()
      if (works) services.projects.dropUnusedMirrors().catch((err) => log.warn({ err }, 'Old mirrors were not cleared'))
      return { url: listening?.url ?? null, firstAdmin }
    },
    async stop({ graceMs = 20_000 } = {}) {
      clearing?.stop()
      await services.terminals.stopTerminals()
      await Promise.all([
        terminalTending?.stop(),
        outputClearing?.stop(),
        app?.stop({ graceMs: Math.min(graceMs, 5_000) }),
        worker?.stop(graceMs),
        commandWorker?.stop(graceMs),
        notifier?.stop(Math.min(graceMs, 5_000)),
        tidying?.stop(),
        pollCloser?.stop(),
        ticketTimers?.stop(),
        ticketActions?.stop(),
        driftWatch?.stop(),
        sampling?.stop(),
      ])
      await services.files.stopFiles()
      await warm.stop()
      await services.chat.stopPresence().catch((err) => log.warn({ err }, 'Who was here is shown for a while'))
      await services.metrics.stopMetricWatches().catch((err) => log.warn({ err }, 'Servers are watched for a while'))
      await services.releases.stopWatching().catch((err) => log.warn({ err }, 'Who watched is shown for a while'))
      await services.accounts.stop()
      streams.close()
      await bus.close()
      await database.close()
    },
  }
}
