import { RepositoryUnreachable, RevisionNotFound } from '../../../engine/errors.ts'
import type { CommitSignatures } from '../../../engine/repository.ts'
import type { Rollout } from '../../../engine/rollout/rollout.ts'
import type { ChosenBuild } from '../../../engine/types.ts'
import { storedPacking } from '../../environments/packing.setting.ts'
import { badInput, CallerError } from '../../kernel/errors.ts'
import { snapshotOf } from '../../repository-file/effective.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { type FixedDraft, settingsOf } from '../release.storage.ts'
import { choose, promotableBuild } from './chosen-build.ts'
import type { EnvironmentFacts } from './environment-facts.ts'

/** What there is to ship. */
export interface Shipped {
  revision: string
  commit: string
  subject: string | null
  author: string | null
  signatures: CommitSignatures | null
  build: ChosenBuild | null
  /** What the activity says was done, such as `started` or `promotes build b4f0c1d2e3f4 as`. */
  done: string
}

interface Order {
  rollout?: Rollout | null
  scheduledAt?: Date | null
  note?: string | null
}

/** Finds what somebody named, and fixes what a release of it will do. Nothing is stored. */
export const createDrafting = ({ prisma, revisions, settings }: ReleasePorts) => ({
  /** `told`: the commit that it is, where somebody who knows said so. @throws CallerError BAD_USER_INPUT, UNREACHABLE */
  async shipRevision({ project }: EnvironmentFacts, revision: string, told?: string | null): Promise<Shipped> {
    try {
      const { commit, subject, author = null, signatures = null } = await revisions.resolve(project, told ?? revision)
      return { revision, commit, subject, author, signatures, build: null, done: 'started' }
    } catch (error) {
      if (error instanceof RevisionNotFound) throw badInput([{ path: 'input.revision', message: error.message }])
      if (error instanceof RepositoryUnreachable) throw new CallerError('UNREACHABLE', error.message)
      throw error
    }
  },

  /** @throws CallerError BAD_USER_INPUT, CONFLICT (nobody has the build any more) */
  async shipBuild({ projectId }: EnvironmentFacts, buildId: string): Promise<Shipped> {
    const build = await promotableBuild(prisma, projectId, buildId)
    const { commit, subject, author, madeBy, sha256 } = build
    const done = `promotes build ${sha256.slice(0, 12)} as`
    const signatures = build.signatures as unknown as CommitSignatures | null
    return {
      revision: madeBy?.revision ?? commit,
      commit,
      subject,
      author,
      signatures,
      build: choose(build, true),
      done,
    }
  },

  /** @throws CallerError BAD_USER_INPUT (what the repository says about it cannot be used) */
  async draftOf(environment: EnvironmentFacts, shipped: Shipped, order: Order): Promise<FixedDraft> {
    const { revision, commit, subject, author, signatures, build } = shipped
    const owner = { ...environment, packing: storedPacking(environment.packing) }
    const { settings: effective, gates, fromRepository } = await settings.usableSettingsAt(owner, commit)
    return {
      snapshot: {
        ...{ kind: 'SHIP', revision, commit, chosenBuild: build },
        ...settingsOf(environment),
        ...(order.rollout ? { rollout: order.rollout } : {}),
        ...snapshotOf(effective),
        // Nothing where there are none, so that what was approved before there were any stays approved.
        ...(gates.length > 0 ? { gates } : {}),
        fromRepository,
      },
      directory: null,
      commitSubject: subject,
      commitAuthor: author,
      commitSignatures: signatures,
      buildId: build?.id ?? null,
      originId: null,
      scheduledAt: order.scheduledAt ?? null,
      note: order.note ?? null,
    }
  },
})
