import type { Target } from './operations.ts'

/** Where a build most likely goes next: the first production environment that does not have it, else any other one. */
export function likelyTarget(environments: readonly Target[], buildId: string, may: (one: Target) => boolean) {
  const lacking = environments.filter((one) => may(one) && one.liveRelease?.build?.id !== buildId)
  return lacking.find(({ kind }) => kind === 'PRODUCTION') ?? lacking[0] ?? environments.find(may)
}
