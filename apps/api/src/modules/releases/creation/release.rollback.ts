import type { ReleaseSnapshot } from '../../../engine/types.ts'
import type { Prisma } from '../../../platform/database/database.ts'
import { signaturesOf } from '../../approvals/own-work.ts'
import { placeOf } from '../../environments/environment-place.ts'
import { badInput, conflict } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { sharedSettingsOf } from '../../repository-file/effective.ts'
import { keptSettings } from '../../repository-file/kept-settings.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { createReleaseReads } from '../release.reads.ts'
import { type FixedDraft, settingsOf, storeRelease } from '../release.storage.ts'
import { sameBuild, withBuild } from './chosen-build.ts'
import { assertUnlocked, type EnvironmentFacts, environmentFacts } from './environment-facts.ts'

const include = withBuild
type Earlier = Prisma.ReleaseGetPayload<{ include: typeof include }>

/** Exactly an earlier release's commit, build and directory, with today's servers and restart commands. */
export function rollbackDraft(environment: EnvironmentFacts, back: Earlier): FixedDraft {
  // The build is found again in the cache only under the commands that made it.
  const made = back.snapshot as unknown as ReleaseSnapshot
  const earlier = sharedSettingsOf({ ...made, packing: made.packing ?? null })
  return {
    snapshot: {
      ...settingsOf(environment),
      kind: 'ROLLBACK',
      gates: [],
      revision: back.revision,
      commit: back.commit,
      repositoryUrl: made.repositoryUrl,
      ...keptSettings({ ...environment, packing: null }, earlier, made.fromRepository ?? []),
      source: made.source,
      buildVariablesVersion: made.buildVariablesVersion ?? made.variablesVersion,
      buildSha256: back.build?.sha256 ?? null,
      chosenBuild: sameBuild(back),
    },
    directory: back.directory,
    commitSubject: back.commitSubject,
    commitAuthor: back.commitAuthor,
    commitSignatures: signaturesOf(back),
    buildId: back.buildId,
    originId: back.id,
    scheduledAt: null,
    note: null,
  }
}

export function createReleaseRollback({ prisma, log, bus, clock }: ReleasePorts) {
  const { previousReleases } = createReleaseReads({ prisma })

  async function lastBeforeLive({ id, name, liveRelease }: EnvironmentFacts): Promise<Earlier> {
    if (!liveRelease) throw conflict(`Nothing is live in ${name} yet, so there is nothing to roll back from.`)
    const earlier = (await previousReleases([id])).get(id)
    if (earlier) return prisma.release.findUniqueOrThrow({ where: { id: earlier }, include })
    throw conflict(
      `No release succeeded in ${name} before #${liveRelease.number}, or all that did are marked as bad. Ship the commit that you want instead.`,
      { releaseId: liveRelease.id },
    )
  }

  async function chosen(environment: EnvironmentFacts, toReleaseId: string, force: boolean): Promise<Earlier> {
    const where = { id: toReleaseId, environmentId: environment.id }
    const release = isId(toReleaseId) ? await prisma.release.findFirst({ where, include }) : null
    if (!release) throw badInput([{ path: 'toReleaseId', message: `There is no such release of ${environment.name}.` }])
    const { number, status, badAt, badReason } = release
    if (badAt !== null && !force) {
      throw conflict(
        `Release #${number} is marked as bad: ${badReason} Take the mark off, or pass "force", to go back to it.`,
        { releaseId: release.id, field: 'toReleaseId' },
      )
    }
    if (status === 'SUCCEEDED') return release
    const message = `Release #${number} did not succeed (${status}). Choose one that did.`
    throw badInput([{ path: 'toReleaseId', message }])
  }

  return {
    /**
     * Puts an earlier release back: exactly its commit, build and directory, with today's servers and restart commands.
     * One that is marked as bad only when it is named and `force` is set.
     * @throws CallerError NOT_FOUND, FORBIDDEN, LOCKED, BAD_USER_INPUT, CONFLICT
     */
    async rollBack(
      viewer: Viewer,
      environmentId: string,
      toReleaseId: string | null,
      { force = false } = {},
    ): Promise<{ id: string }> {
      guardReleases(viewer, 'rollBack')
      const environment = await environmentFacts(prisma, environmentId)
      assertMayShipTo(viewer, environment, 'roll back')
      await assertUnlocked(prisma, environment, clock.now())
      const back =
        toReleaseId === null ? await lastBeforeLive(environment) : await chosen(environment, toReleaseId, force)
      if (environment.servers.length === 0) throw conflict(`${environment.name} has no servers.`)
      const draft = rollbackDraft(environment, back)
      return log.transaction((tx) =>
        storeRelease(
          tx,
          {
            ...draft,
            environment,
            clientId: null,
            describe: (number) => `rolls ${placeOf(environment)} back to #${back.number} as #${number}`,
          },
          { viewer, now: clock.now(), bus },
        ),
      )
    },
  }
}
