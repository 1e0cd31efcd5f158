import { isFinished, type ReleaseStatus } from './theme/states.ts'

interface Numbered {
  id: string
  number: number
}

interface Judged extends Numbered {
  status: ReleaseStatus
  canRollBack: boolean
  targets: readonly { activatedAt: string | null }[]
  environment: { liveRelease: Numbered | null; previousRelease: Numbered | null }
}

/** What rolling back from this release's page or card would put back, `nothing` when there is none, null when it is no question. */
export function rollBackOffer(release: Judged): Numbered | 'nothing' | null {
  if (!isFinished(release.status)) return null
  const { liveRelease, previousRelease } = release.environment
  if (release.canRollBack) return { id: release.id, number: release.number }
  if (liveRelease?.id === release.id) return previousRelease ?? 'nothing'
  const switched = release.status !== 'SUCCEEDED' && release.targets.some((target) => target.activatedAt)
  if (!switched) return null
  return liveRelease ?? 'nothing'
}
