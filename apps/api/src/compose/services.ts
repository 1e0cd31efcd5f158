import type { Services } from '../compose.ts'
import type { Clock, RemoteShell } from '../engine/ports.ts'
import type { FileConnections } from '../engine/remote-files.ts'
import type { RepositoryMirrors } from '../engine/repository.ts'
import { createAccounts } from '../modules/accounts/accounts.service.ts'
import { createPasswords, type Passwords } from '../modules/accounts/passwords.ts'
import { createActivity } from '../modules/activity/activity.service.ts'
import { createBuildStores } from '../modules/builds/build-stores.ts'
import { createBuildTurns } from '../modules/builds/build-turns.ts'
import type { SendLimit } from '../modules/chat/chat.ports.ts'
import { createChat } from '../modules/chat/chat.service.ts'
import { PRESENCE_TIMES, type PresenceTimes } from '../modules/chat/presence-times.ts'
import { COMMAND_LIMITS, type CommandLimits } from '../modules/commands/commands.ports.ts'
import { createCommands } from '../modules/commands/commands.service.ts'
import type { PrivateKeyInspector, SecretSealer } from '../modules/credentials/credentials.ports.ts'
import { createCredentials } from '../modules/credentials/credentials.service.ts'
import { createEnvironments } from '../modules/environments/environments.service.ts'
import { createFiles } from '../modules/files/files.service.ts'
import { createFlows } from '../modules/flows/flows.service.ts'
import { createFreezes } from '../modules/freezes/freezes.service.ts'
import { createGrants } from '../modules/grants/grants.service.ts'
import { createIncoming } from '../modules/incoming/incoming.service.ts'
import type { MetricsSettings } from '../modules/metrics/metrics.ports.ts'
import { createMetrics } from '../modules/metrics/metrics.service.ts'
import type { Poster } from '../modules/notifications/notifications.ports.ts'
import { createNotifications } from '../modules/notifications/notifications.service.ts'
import { createPolls } from '../modules/polls/polls.service.ts'
import { createProjects } from '../modules/projects/projects.service.ts'
import { createReleaseRequests } from '../modules/releases/approval/release.requests.ts'
import { createReleaseTickets } from '../modules/releases/approval/release.tickets.ts'
import type { ReleasePorts } from '../modules/releases/release.ports.ts'
import { createReleaseService } from '../modules/releases/release.service.ts'
import { createRepositorySettings } from '../modules/repository-file/repository-settings.ts'
import type { ProgramInstaller, ServerAddress, ServerProber } from '../modules/servers/servers.ports.ts'
import { createServers } from '../modules/servers/servers.service.ts'
import { type OpenShell, TERMINAL_LIMITS, type TerminalLimits } from '../modules/terminals/terminals.ports.ts'
import { createTerminals } from '../modules/terminals/terminals.service.ts'
import { ticketOutcome } from '../modules/tickets/actions/command-outcome.ts'
import { createTicketActions } from '../modules/tickets/actions/ticket-actions.service.ts'
import { visibleTo } from '../modules/tickets/tickets.policy.ts'
import { createTickets } from '../modules/tickets/tickets.service.ts'
import { createTrains } from '../modules/trains/trains.service.ts'
import type { Bus } from '../platform/bus/bus.ts'
import type { Database } from '../platform/database/database.ts'
import { createProber } from '../platform/http/prober.ts'
import type { EventCursors, EventLog } from '../streams/event-log.ts'
import { createProbeAsker } from './probe-asker.ts'

/** Where a server is and how to sign in there. */
export type AddressOf = (serverId: string) => Promise<ServerAddress>

/** The adapters that the services stand on: real ones in the product, twins in tests. */
export interface ServiceParts {
  database: Database
  bus: Bus
  log: EventLog
  cursors: EventCursors
  clock: Clock
  secrets: SecretSealer
  keys: PrivateKeyInspector
  prober: ServerProber
  installer: ProgramInstaller
  /** Opens connections to servers whose addresses it asks for. */
  shellFor(addressOf: AddressOf): RemoteShell
  mirrors: RepositoryMirrors
  /** Cheaper ones in tests. */
  passwords?: Passwords
  /** Whether repositories may lie on this machine's disk. */
  allowFileRepositories: boolean
  /** How fast one user may write in rooms. */
  sendLimit: SendLimit
  /** Shorter ones in tests. */
  presenceTimes?: PresenceTimes
  /** How servers are sampled; left out: they are not. */
  metrics?: MetricsSettings
  poster: Poster
  openShell: OpenShell
  /** For the files of servers. */
  fileConnections: FileConnections<ServerAddress>
  /** What the operator decided about terminals, or shorter times in tests. */
  terminalLimits?: Partial<TerminalLimits>
  /** The same of commands. */
  commandLimits?: Partial<CommandLimits>
  /** Gets what goes wrong where no caller waits. */
  report(error: unknown, what: string): void
  /** Where people reach Sendoff; null: messages to the outside have no links. */
  publicUrl: string | null
}

/** The use cases, wired to each other. */
export function assembleServices(parts: ServiceParts): Services {
  const { database, log, cursors, bus, clock, secrets } = parts
  const { prisma } = database
  const accounts = createAccounts({ prisma, log, bus, clock, passwords: parts.passwords ?? createPasswords() })
  const credentials = createCredentials({ prisma, log, secrets, keys: parts.keys })
  const { openCredential } = credentials
  const environments = createEnvironments({ prisma, log, clock, bus, secrets })
  const servers = createServers({
    prisma,
    log,
    clock,
    prober: parts.prober,
    installer: parts.installer,
    openCredential,
  })
  const projects = createProjects({
    prisma,
    log,
    environments,
    mirrors: parts.mirrors,
    openCredential,
    allowFiles: parts.allowFileRepositories,
  })
  const repositorySettings = createRepositorySettings({
    mirrorOf: projects.mirrorOf,
    environmentsOf: environments.namesIn,
  })
  const { isInForce } = accounts
  const { poster, publicUrl } = parts
  const remote = parts.shellFor(servers.addressOf)
  const releasePorts: ReleasePorts = {
    ...{ prisma, log, cursors, bus, clock, isInForce },
    revisions: { resolve: projects.resolveRevision },
    settings: repositorySettings,
    remote,
  }
  const releases = createReleaseService(releasePorts)
  const ticketPorts = { database, log, cursors, bus, clock, isInForce }
  const tickets = createTickets(ticketPorts)
  const releaseTickets = createReleaseTickets({ log, bus, tickets })
  const grants = createGrants({ prisma, log, bus })
  const commands = createCommands({
    ...{ prisma, log, cursors, bus, secrets, isInForce },
    ...{ ticketsSeenBy: visibleTo, listener: ticketOutcome },
    limits: { ...COMMAND_LIMITS, ...parts.commandLimits },
  })
  return {
    database,
    log,
    cursors,
    accounts,
    credentials,
    environments,
    freezes: createFreezes({ prisma, log, clock, bus }),
    grants,
    servers,
    projects,
    repositorySettings,
    builds: createBuildStores({ prisma, log }),
    buildTurns: createBuildTurns({ prisma, log }),
    metrics: createMetrics({
      ...{ database, log, cursors, bus, isInForce },
      settings: parts.metrics ?? { seconds: 0, watched: 0 },
      asker: createProbeAsker({ http: createProber(), remote }),
    }),
    activity: createActivity({ database, log, cursors, isInForce }),
    chat: createChat({
      ...{ database, log, cursors, bus, clock, isInForce },
      sendLimit: parts.sendLimit,
      presenceTimes: parts.presenceTimes ?? PRESENCE_TIMES,
    }),
    terminals: createTerminals({
      ...{ prisma, log, openShell: parts.openShell, report: parts.report },
      addressOf: servers.addressOf,
      rolesInForce: accounts.rolesInForce,
      limits: { ...TERMINAL_LIMITS, ...parts.terminalLimits },
    }),
    files: createFiles({
      ...{ prisma, log, connections: parts.fileConnections, report: parts.report },
      addressOf: servers.addressOf,
      rolesInForce: accounts.rolesInForce,
    }),
    tickets: { ...tickets, ...createReleaseRequests({ prisma, tickets, releases, releaseTickets }) },
    ticketActions: createTicketActions({ ...ticketPorts, prisma, grants, commands }),
    releaseTickets,
    commands,
    polls: createPolls({ database, log, cursors, bus, clock, isInForce, sendLimit: parts.sendLimit }),
    flows: createFlows({ prisma, log, clock, ticketsSeenBy: visibleTo }),
    notifications: createNotifications({ prisma, log, secrets, clock, poster, publicUrl }),
    releases,
    incoming: createIncoming({ prisma, log, secrets, clock, releases }),
    trains: createTrains(releasePorts, releases),
  }
}
