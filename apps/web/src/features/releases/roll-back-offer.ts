import { isFinished } from '../../shared/theme/states.ts'
import type { Release } from './operations.ts'

type Judged = Pick<Release, 'id' | 'number' | 'status' | 'canRollBack'> & {
  targets: readonly { activatedAt: string | null }[]
  environment: Pick<Release['environment'], 'liveRelease' | 'previousRelease'>
}

/** What rolling back from this release's page would put back, `nothing` when there is none, null when it is no question. */
export function rollBackOffer(release: Judged): { id: string; number: number } | 'nothing' | null {
  if (!isFinished(release.status)) return null
  const { liveRelease, previousRelease } = release.environment
  if (release.canRollBack) return { id: release.id, number: release.number }
  if (liveRelease?.id === release.id) return previousRelease ?? 'nothing'
  const switched = release.status !== 'SUCCEEDED' && release.targets.some((target) => target.activatedAt)
  if (!switched) return null
  return liveRelease ?? 'nothing'
}
