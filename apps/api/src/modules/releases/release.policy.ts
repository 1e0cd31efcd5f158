import { forbidden } from '../kernel/errors.ts'
import { hasRole, type Role, type Viewer } from '../kernel/viewer.ts'

type EnvironmentKind = 'TEST' | 'PRODUCTION'

/** Developers ship to test environments; production takes an operator. */
const roleToShip: Record<EnvironmentKind, Role> = { TEST: 'DEVELOPER', PRODUCTION: 'OPERATOR' }

export const mayShipTo = (viewer: Viewer, kind: EnvironmentKind) => hasRole(viewer, roleToShip[kind])

export function assertMayShipTo(viewer: Viewer, environment: { name: string; kind: EnvironmentKind }, doWhat: string) {
  if (mayShipTo(viewer, environment.kind)) return
  const kind = environment.kind === 'PRODUCTION' ? 'a production environment' : 'a test environment'
  throw forbidden(`${doWhat} "${environment.name}", ${kind}`, roleToShip[environment.kind])
}

/** Who started a release may also stop it, even if the environment's rights have changed since. */
export const mayCancel = (viewer: Viewer, release: { createdById: string }, kind: EnvironmentKind) =>
  hasRole(viewer, 'DEVELOPER') && (release.createdById === viewer.userId || mayShipTo(viewer, kind))
