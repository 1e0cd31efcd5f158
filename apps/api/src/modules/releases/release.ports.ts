import type { Clock, RemoteShell } from '../../engine/ports.ts'
import type { CommitSignatures } from '../../engine/repository.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventCursors, EventLog } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { RepositorySettings } from '../repository-file/repository-settings.ts'

/** Turns what a person named into a commit, once, before anything is stored. */
export interface RevisionResolver {
  /**
   * The full commit id, with its first line and its author where they are known. Looks at the repository as it is now.
   * @throws RevisionNotFound, RepositoryUnreachable
   */
  resolve(project: RepositoryOwner, revision: string): Promise<ResolvedRevision>
}

export interface ResolvedRevision {
  commit: string
  subject: string | null
  author?: string | null
  signatures?: CommitSignatures | null
}

export interface RepositoryOwner {
  id: string
  repositoryUrl: string
  credentialId: string | null
}

/** What the use cases of releases need. */
export interface ReleasePorts {
  prisma: PrismaClient
  log: EventLog
  bus: Bus
  clock: Clock
  revisions: RevisionResolver
  settings: Pick<RepositorySettings, 'usableSettingsAt'>
  cursors: EventCursors
  remote: RemoteShell
  /** Whether the viewer's session or token, and so every stream that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
}
