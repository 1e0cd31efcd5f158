import { badInput, CallerError, type FieldIssue } from '../kernel/errors.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { assertUnlocked, type EnvironmentFacts, environmentFacts } from '../releases/creation/environment-facts.ts'
import { createDrafting } from '../releases/creation/release.drafting.ts'
import { assertMayShipTo } from '../releases/release.policy.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import type { FixedDraft } from '../releases/release.storage.ts'
import type { TrainInput } from './train.input.ts'

/** A car before it is a release; it can be written down. */
export interface CarDraft {
  environmentId: string
  draft: FixedDraft
  /** What the activity says was done, such as `started`. */
  done: string
  /** Of a rollback: the number of the release that it puts back. */
  putsBack?: number
}

/** Repositories that are asked at the same time. */
const AT_ONCE = 5

/** Judges and fixes all cars before anything is stored. */
export function createCarDrafting(ports: ReleasePorts) {
  const { prisma, clock } = ports
  const { shipRevision, shipBuild, draftOf } = createDrafting(ports)

  /** Does it for every car; what is wrong with several is told at once, each under its own path. */
  async function forEach<In, Out>(cars: readonly In[], work: (car: In, i: number) => Promise<Out>): Promise<Out[]> {
    const [made, wrong]: [Out[], FieldIssue[]] = [[], []]
    const one = async (car: In, i: number) => {
      const at = `input.cars.${i}`
      try {
        made[i] = await work(car, i)
      } catch (error) {
        if (!(error instanceof CallerError)) throw error
        const { code, message, extensions } = error
        const fields = extensions.fields as FieldIssue[] | undefined
        if (code === 'BAD_USER_INPUT' && fields) {
          wrong.push(...fields.map((field) => ({ ...field, path: field.path.replace(/^input/, at) })))
        } else if (code === 'NOT_FOUND') wrong.push({ path: `${at}.environmentId`, message })
        else throw error
      }
    }
    for (let from = 0; from < cars.length; from += AT_ONCE) {
      await Promise.all(cars.slice(from, from + AT_ONCE).map((car, i) => one(car, from + i)))
    }
    if (wrong.length > 0) throw badInput(wrong.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true })))
    return made
  }

  async function judge(viewer: Viewer, environmentId: string): Promise<EnvironmentFacts> {
    const environment = await environmentFacts(prisma, environmentId)
    assertMayShipTo(viewer, environment, 'ship to')
    await assertUnlocked(prisma, environment, clock.now())
    if (environment.servers.length > 0) return environment
    throw badInput([{ path: 'input.environmentId', message: 'This environment has no servers yet: add some first.' }])
  }

  return {
    /** @throws CallerError BAD_USER_INPUT naming each car that is wrong, FORBIDDEN, LOCKED, UNREACHABLE, CONFLICT */
    async draftCars(viewer: Viewer, { cars, note }: TrainInput): Promise<CarDraft[]> {
      const environments = await forEach(cars, ({ environmentId }) => judge(viewer, environmentId))
      return forEach(cars, async ({ environmentId, revision, buildId }, i) => {
        const environment = environments[i] as EnvironmentFacts
        const shipped = buildId
          ? await shipBuild(environment, buildId)
          : await shipRevision(environment, revision ?? '')
        return { environmentId, draft: await draftOf(environment, shipped, { note: note ?? null }), done: shipped.done }
      })
    },
  }
}
