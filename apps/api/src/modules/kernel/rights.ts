import { forbidden } from './errors.ts'
import { hasRole, type Role, type Viewer } from './viewer.ts'

/** Which role an operation needs at least, and how a refusal names it. docs/rights.md is checked against these tables. */
export type Rights = Record<string, { needs: Role; doWhat: string }>

/** The check that a service's operation starts with. @throws CallerError FORBIDDEN */
export const guardOf =
  <R extends Rights>(rights: R) =>
  (viewer: Viewer, operation: keyof R & string): void => {
    const right = rights[operation]
    if (right && !hasRole(viewer, right.needs)) throw forbidden(right.doWhat, right.needs)
  }
