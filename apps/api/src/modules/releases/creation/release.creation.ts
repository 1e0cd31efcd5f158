import type { TicketWish } from '../../approvals/release-rule.ts'
import { approvalRuleOf } from '../../environments/approval.setting.ts'
import { placeOf } from '../../environments/environment-place.ts'
import { digestOf } from '../../kernel/canonical.ts'
import { badInput, CallerError, conflict, notFound } from '../../kernel/errors.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { holdOf, holdSentence, toldOf } from '../holds/release.holds.ts'
import { assertMayShipTo, guardReleases } from '../release.policy.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { storeRelease } from '../release.storage.ts'
import { chosenIn } from './chosen-build.ts'
import { assertUnlocked, type EnvironmentFacts, environmentFacts } from './environment-facts.ts'
import { createDrafting, type Shipped } from './release.drafting.ts'
import {
  type CreateReleaseInput,
  createReleaseInput,
  type ParsedShipping,
  type PromoteBuildInput,
  promoteBuildInput,
} from './release.input.ts'

const codeOf = (error: unknown) => (error as { code?: unknown } | null)?.code

/** What somebody wants to ship, however they named it. */
interface Wish extends ParsedShipping {
  ticketWish?: TicketWish | null
  /** Whether an earlier release under the same clientId was of this very wish. */
  isOf(release: { revision: string; snapshot: unknown; ticketWish: unknown }): boolean
  /** What to ship; asked once everything else is known to be right. */
  find(environment: EnvironmentFacts): Promise<Shipped>
}

export function createReleaseCreation(ports: ReleasePorts) {
  const { prisma, log, bus, clock } = ports
  const { shipRevision, shipBuild, draftOf } = createDrafting(ports)

  /** The release that this caller made with this id before, as a repeated call must answer. */
  async function madeBefore(viewer: Viewer, input: Wish): Promise<{ id: string } | null> {
    if (!input.clientId) return null
    const known = await prisma.release.findUnique({
      where: { createdById_clientId: { createdById: viewer.userId, clientId: input.clientId } },
    })
    if (!known) return null
    if (known.environmentId === input.environmentId && input.isOf(known)) return known
    throw conflict(
      `This clientId was used for release #${known.number}, which is another one. Choose a new clientId.`,
      {
        releaseId: known.id,
        field: 'input.clientId',
      },
    )
  }

  async function assertNotHeld({ id, name }: { id: string; name: string }, at: Date | null): Promise<void> {
    const told = toldOf((await holdOf(prisma, id, { at })).hold)
    if (told) throw new CallerError('FROZEN', `Nothing begins in ${name} now. ${holdSentence(told)}`, { ...told })
  }

  async function ship(viewer: Viewer, input: Wish): Promise<{ id: string }> {
    const before = await madeBefore(viewer, input)
    if (before) return before

    const environment = await environmentFacts(prisma, input.environmentId)
    const { ticketWish = null } = input
    const rule = approvalRuleOf(environment.approval)
    if (ticketWish && rule && rule.flowId !== ticketWish.flowId) {
      const message = `Another flow or other people decide about releases to ${placeOf(environment)}. Ask there.`
      throw badInput([{ path: 'input.environmentId', message }])
    }
    // Where a flow decides, asking is all that is done here.
    if (!rule?.flowId && !ticketWish) assertMayShipTo(viewer, environment, 'ship to')
    await assertUnlocked(prisma, environment, clock.now())
    if (input.failIfHeld) await assertNotHeld(environment, input.scheduledAt ?? null)
    if (environment.servers.length === 0) {
      throw badInput([{ path: 'input.environmentId', message: 'This environment has no servers yet: add some first.' }])
    }
    const shipped = await input.find(environment)
    const draft = await draftOf(environment, shipped, input)
    try {
      return await log.transaction((tx) =>
        storeRelease(
          tx,
          {
            ...draft,
            environment,
            clientId: input.clientId ?? null,
            ticketWish,
            describe: (number) => `${shipped.done} release #${number} of ${placeOf(environment)}`,
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
  }

  return {
    /**
     * Queues a release of what the revision is now, or of the `commit` that it was when somebody told of it; a scheduled one waits
     * for its time, and one with a `ticketWish` for its ticket. Everything that it will do is fixed here.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, LOCKED, FROZEN, UNREACHABLE, CONFLICT
     */
    async createRelease(
      viewer: Viewer,
      raw: CreateReleaseInput,
      { commit: told = null, ticketWish = null }: { commit?: string | null; ticketWish?: TicketWish | null } = {},
    ): Promise<{ id: string }> {
      guardReleases(viewer, 'createRelease')
      const { revision, ...input } = parseInput(createReleaseInput(clock.now()), raw, 'input')
      return ship(viewer, {
        ...{ ...input, ticketWish },
        isOf: (release) =>
          release.revision === revision &&
          chosenIn(release.snapshot) === null &&
          digestOf(release.ticketWish) === digestOf(ticketWish),
        find: (environment) => shipRevision(environment, revision, told),
      })
    },

    /**
     * Queues a release of the very bytes of a build to another environment, or to the same one again.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, LOCKED, CONFLICT (nobody has the build any more)
     */
    async promoteBuild(viewer: Viewer, raw: PromoteBuildInput): Promise<{ id: string }> {
      guardReleases(viewer, 'promoteBuild')
      const { buildId, ...input } = parseInput(promoteBuildInput(clock.now()), raw, 'input')
      return ship(viewer, {
        ...input,
        isOf: (release) => chosenIn(release.snapshot)?.id === buildId,
        find: (environment) => shipBuild(environment, buildId),
      })
    },
  }
}
