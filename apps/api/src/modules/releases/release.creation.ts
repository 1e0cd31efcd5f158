import { RepositoryUnreachable, RevisionNotFound } from '../../engine/errors.ts'
import { storedPacking } from '../environments/packing.setting.ts'
import { badInput, CallerError, conflict, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { snapshotOf } from '../repository-file/effective.ts'
import { assertUnlocked, environmentFacts } from './environment-facts.ts'
import { holdOf, holdSentence, toldOf } from './release.holds.ts'
import { type CreateReleaseInput, createReleaseInput } from './release.input.ts'
import { assertMayShipTo, guardReleases } from './release.policy.ts'
import type { ReleasePorts, RepositoryOwner } from './release.ports.ts'
import { placeOf, settingsOf, storeRelease } from './release.storage.ts'

const codeOf = (error: unknown) => (error as { code?: unknown } | null)?.code

export function createReleaseCreation({ prisma, log, bus, clock, revisions, settings }: ReleasePorts) {
  /** The release that this caller made with this id before, as a repeated call must answer. */
  async function madeBefore(viewer: Viewer, input: CreateReleaseInput): Promise<{ id: string } | null> {
    if (!input.clientId) return null
    const known = await prisma.release.findUnique({
      where: { createdById_clientId: { createdById: viewer.userId, clientId: input.clientId } },
    })
    if (!known) return null
    if (known.environmentId === input.environmentId && known.revision === input.revision) return known
    throw conflict(
      `This clientId was used for release #${known.number}, which is another one. Choose a new clientId.`,
      {
        releaseId: known.id,
        field: 'input.clientId',
      },
    )
  }

  async function commitOf(project: RepositoryOwner, revision: string) {
    try {
      return await revisions.resolve(project, revision)
    } catch (error) {
      if (error instanceof RevisionNotFound) throw badInput([{ path: 'input.revision', message: error.message }])
      if (error instanceof RepositoryUnreachable) throw new CallerError('UNREACHABLE', error.message)
      throw error
    }
  }

  async function assertNotHeld({ id, name }: { id: string; name: string }, at: Date | null): Promise<void> {
    const told = toldOf((await holdOf(prisma, id, { at })).hold)
    if (told) throw new CallerError('FROZEN', `Nothing begins in ${name} now. ${holdSentence(told)}`, { ...told })
  }

  return {
    /**
     * Queues a release of what the revision is now; a scheduled one waits for its time. Everything that it will do is fixed here.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, LOCKED, FROZEN, UNREACHABLE, CONFLICT
     */
    async createRelease(viewer: Viewer, raw: CreateReleaseInput): Promise<{ id: string }> {
      guardReleases(viewer, 'createRelease')
      const input = parseInput(createReleaseInput(clock.now()), raw, 'input')
      const before = await madeBefore(viewer, input)
      if (before) return before

      const environment = await environmentFacts(prisma, input.environmentId)
      assertMayShipTo(viewer, environment, 'ship to')
      await assertUnlocked(prisma, environment, clock.now())
      if (input.failIfHeld) await assertNotHeld(environment, input.scheduledAt ?? null)
      if (environment.servers.length === 0) {
        throw badInput([
          { path: 'input.environmentId', message: 'This environment has no servers yet: add some first.' },
        ])
      }
      const { commit, subject } = await commitOf(environment.project, input.revision)
      const owner = { ...environment, packing: storedPacking(environment.packing) }
      const { settings: effective, fromRepository } = await settings.usableSettingsAt(owner, commit)
      try {
        return await log.transaction((tx) =>
          storeRelease(
            tx,
            {
              environment,
              snapshot: {
                kind: 'SHIP',
                revision: input.revision,
                commit,
                ...settingsOf(environment),
                ...(input.rollout ? { rollout: input.rollout } : {}),
                ...snapshotOf(effective),
                fromRepository,
              },
              directory: null,
              commitSubject: subject,
              buildId: null,
              originId: null,
              scheduledAt: input.scheduledAt ?? null,
              note: input.note ?? null,
              clientId: input.clientId ?? null,
              describe: (number) => `started release #${number} of ${placeOf(environment)}`,
            },
            { viewer, now: clock.now(), bus },
          ),
        )
      } catch (error) {
        // The same call came twice at once: the other was faster.
        const twin = codeOf(error) === 'P2002' ? await madeBefore(viewer, input) : null
        if (twin) return twin
        // The environment or a server was removed while the repository was asked.
        if (codeOf(error) === 'P2003') throw notFound('environment')
        throw error
      }
    },
  }
}
