import { forbidden } from '../kernel/errors.ts'
import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Role, type Viewer } from '../kernel/viewer.ts'

/** What each operation needs at least; for production environments the ones that change something need an operator. */
export const releaseRights = {
  release: { needs: 'VIEWER', doWhat: 'see releases' },
  createRelease: { needs: 'DEVELOPER', doWhat: 'ship' },
  promoteBuild: { needs: 'DEVELOPER', doWhat: 'ship' },
  cancelRelease: { needs: 'DEVELOPER', doWhat: 'cancel releases' },
  pauseRelease: { needs: 'DEVELOPER', doWhat: 'pause releases' },
  resumeRelease: { needs: 'DEVELOPER', doWhat: 'resume releases' },
  excludeServer: { needs: 'DEVELOPER', doWhat: 'leave servers out of releases' },
  answerFailure: { needs: 'DEVELOPER', doWhat: 'decide about failures' },
  retryRelease: { needs: 'DEVELOPER', doWhat: 'retry releases' },
  rollBack: { needs: 'DEVELOPER', doWhat: 'roll back' },
  overrideHold: { needs: 'OPERATOR', doWhat: 'let releases begin in spite of a freeze or a window' },
  markRelease: { needs: 'DEVELOPER', doWhat: 'judge releases' },
  fixDrift: { needs: 'DEVELOPER', doWhat: 'put servers right' },
  checkDrift: { needs: 'DEVELOPER', doWhat: 'ask servers what they run' },
} satisfies Rights

export const guardReleases = guardOf(releaseRights)

type EnvironmentKind = 'TEST' | 'PRODUCTION'

const roleToShip: Record<EnvironmentKind, Role> = { TEST: 'DEVELOPER', PRODUCTION: 'OPERATOR' }

/** By their role, or because they were granted this environment for a time. */
export const mayShipTo = (viewer: Viewer, { id, kind }: { id: string; kind: EnvironmentKind }) =>
  hasRole(viewer, roleToShip[kind]) ||
  (hasRole(viewer, 'DEVELOPER') && viewer.grantedEnvironmentIds?.includes(id) === true)

/** @throws CallerError FORBIDDEN. `doWhat` goes before the environment's name, such as `ship to`. */
export function assertMayShipTo(
  viewer: Viewer,
  environment: { id: string; name: string; kind: EnvironmentKind },
  doWhat: string,
) {
  if (mayShipTo(viewer, environment)) return
  throw forbidden(`${doWhat} "${environment.name}" (${environment.kind})`, roleToShip[environment.kind])
}

/** Who started a release may also stop it, even if the environment's rights have changed since. */
export const mayCancel = (
  viewer: Viewer,
  release: { createdById: string },
  environment: { id: string; kind: EnvironmentKind },
) => hasRole(viewer, 'DEVELOPER') && (release.createdById === viewer.userId || mayShipTo(viewer, environment))
